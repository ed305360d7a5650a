/** Path and query of a request target, both as they were sent. */
export interface RequestTarget {
  readonly path: string
  readonly query: string
}

const authority = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i

/**
 * Splits a request target in path and query. Of the absolute form (RFC 9112 §3.2.2) scheme and authority are dropped;
 * anything else that has no path, such as `*`, gives undefined.
 */
export const requestTarget = (url: string): RequestTarget | undefined => {
  let target = url
  if (url.charCodeAt(0) !== 0x2f) {
    target = url.replace(authority, '')
    if (target === url) return undefined
    if (!target.startsWith('/')) target = `/${target}`
  }
  const at = target.indexOf('?')
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) }
}
