/** What a request to the gateway is for. */
export type Route =
  | { readonly to: 'index' | 'health' | 'system' | 'ui' | 'nothing' }
  | { readonly to: 'metrics'; readonly path: string }
  | { readonly to: 'function' | 'async'; readonly name: string; readonly target: string }

// The names are those of OpenFaaS's own route; the rest, "?" included, goes to the function as it came.
const functionTarget = /^\/(async-)?function\/([-\w.]+)(?:(\/.*)|(\?.*))?$/s
// A client that takes the gateway for its HTTP proxy sends the whole URL.
const origin = /^https?:\/\/[^/?#]*/i

const plainRoutes: Readonly<Record<string, Route>> = { '': { to: 'index' }, '/': { to: 'index' }, '/healthz': { to: 'health' } }

/** Reads a request target as it stands in the request line. */
export const readRoute = (requestTarget: string): Route => {
  const target = requestTarget.startsWith('/') ? requestTarget : requestTarget.replace(origin, '')
  const [, queued, name, path, query] = functionTarget.exec(target) ?? []
  if (name !== undefined) return { to: queued === undefined ? 'function' : 'async', name, target: path ?? `/${query ?? ''}` }
  const [path0 = ''] = target.split('?', 1)
  if (path0.startsWith('/system/')) return { to: 'system' }
  if (path0 === '/ui' || path0.startsWith('/ui/')) return { to: 'ui' }
  if (/^\/metrics(\/|-targets$|$)/.test(path0)) return { to: 'metrics', path: path0 }
  return plainRoutes[path0] ?? { to: 'nothing' }
}
