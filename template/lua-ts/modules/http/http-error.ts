/** An HTTP call that gave no answer. `code` is what Lua code looks at, the message is for people. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

// Node.js's codes (of the system, of DNS, of TLS) that say the same for the caller, and LuaSocket's words for them.
const known: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ECONNREFUSED: ['refused', 'connection refused'],
  ECONNRESET: ['closed', 'closed'],
  EPIPE: ['closed', 'closed'],
  HPE_INVALID_CONSTANT: ['protocol', 'the answer is no HTTP'],
  HPE_HEADER_OVERFLOW: ['protocol', 'the answer\'s headers are too long'],
  ENOTFOUND: ['host_not_found', 'host not found'],
  EAI_AGAIN: ['host_not_found', 'the name of the host can\'t be looked up'],
  ETIMEDOUT: ['timeout', 'timeout'],
  EHOSTUNREACH: ['unreachable', 'no route to host'],
  ENETUNREACH: ['unreachable', 'network is unreachable'],
}

/** An error of Node.js's client as one of ours; the URL's place is named, never its path, query or password. */
export const httpErrorOf = (error: unknown, url: URL): HttpError => {
  if (error instanceof HttpError) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  const [name, text] = known[code] ?? (/^(?:CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code) ? ['tls', message] : code.startsWith('HPE_') ? ['protocol', message] : ['failed', message])
  return new HttpError(name, `Cannot reach ${url.host}: ${text}`, error)
}
