/** What a request to the gateway is for. */
export type Route =
  | { readonly to: 'index' | 'health' | 'async' | 'nothing' }
  | { readonly to: 'function'; readonly name: string; readonly target: string }

// The names are those of OpenFaaS's own route; the rest, "?" included, goes to the function as it came.
const functionTarget = /^\/function\/([-\w.]+)(?:(\/.*)|(\?.*))?$/s
// A client that takes the gateway for its HTTP proxy sends the whole URL.
const origin = /^https?:\/\/[^/?#]*/i

/** Reads a request target as it stands in the request line. */
export const readRoute = (requestTarget: string): Route => {
  const target = requestTarget.replace(origin, '')
  const [, name, path, query] = functionTarget.exec(target) ?? []
  if (name !== undefined) return { to: 'function', name, target: path ?? `/${query ?? ''}` }
  if (target.startsWith('/async-function/')) return { to: 'async' }
  const [path0] = target.split('?', 1)
  if (path0 === '/healthz') return { to: 'health' }
  return { to: path0 === '/' || path0 === '' ? 'index' : 'nothing' }
}
