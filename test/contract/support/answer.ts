/** One HTTP answer, read from raw bytes without an HTTP client in between. */
export interface Answer {
  /** 0 when no status line came. */
  readonly status: number
  /** Names in lower case; a list where a name came more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** One character per byte. */
  readonly body: string
  /** True when the body ended as its framing announced. */
  readonly complete: boolean
  /** Statuses of the 1xx answers that came before. */
  readonly interim: readonly number[]
}

/** An answer and how many bytes it took. */
export interface Parsed extends Answer {
  readonly bytes: number
}

interface Framed {
  readonly body: string
  readonly complete: boolean
  readonly end: number
}

/**
 * Reads the first answer in `bytes`; undefined while its head is incomplete. `bodyless` is for answers to HEAD,
 * `ended` says that the server closed the connection in order, which ends a body that announced no length.
 */
export const parseAnswer = (bytes: Buffer, bodyless: boolean, ended: boolean): Parsed | undefined => {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0)
  if (status >= 100 && status < 200) return afterInterim(status, bytes.subarray(headEnd + 4), headEnd + 4, bodyless, ended)
  const headers = parseHeaders(lines)
  const start = headEnd + 4
  const framed = bodyless || status === 204 || status === 304
    ? { body: '', complete: true, end: start }
    : readBody(bytes, start, headers, ended)
  return { status, headers, body: framed.body, complete: framed.complete, interim: [], bytes: framed.end }
}

const afterInterim = (status: number, rest: Buffer, offset: number, bodyless: boolean, ended: boolean): Parsed | undefined => {
  const final = parseAnswer(rest, bodyless, ended)
  return final && { ...final, interim: [status, ...final.interim], bytes: final.bytes + offset }
}

const parseHeaders = (lines: readonly string[]): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    const earlier = headers[name]
    headers[name] = earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value]
  }
  return headers
}

const readBody = (bytes: Buffer, start: number, headers: Record<string, string | string[]>, ended: boolean): Framed => {
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes, start)
  const announced = headers['content-length']
  const end = announced === undefined ? bytes.length : Math.min(bytes.length, start + Number(announced))
  const complete = announced === undefined ? ended : end === start + Number(announced)
  return { body: bytes.toString('latin1', start, end), complete, end }
}

const readChunks = (bytes: Buffer, start: number): Framed => {
  const pieces: string[] = []
  let at = start
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return { body: pieces.join(''), complete: false, end: at }
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    pieces.push(bytes.toString('latin1', lineEnd + 2, Math.min(bytes.length, next - 2)))
    if (next > bytes.length) return { body: pieces.join(''), complete: false, end: at }
    if (size === 0) return { body: pieces.join(''), complete: true, end: next }
    at = next
  }
}
