/** What a raw request may have besides its first line. */
export interface RequestParts {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly version?: '1.0' | '1.1'
}

/** The bytes of a request, with Host, and with Content-Length when there is a body. */
export const request = (method: string, target: string, parts: RequestParts = {}): Buffer => {
  const body = typeof parts.body === 'string' ? Buffer.from(parts.body, 'latin1') : parts.body
  const headers = {
    Host: 'function.test',
    ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
    ...parts.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${target} HTTP/${parts.version ?? '1.1'}\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)])
}

/** The bytes of a GET. */
export const get = (target: string, headers: Readonly<Record<string, string>> = {}): Buffer => request('GET', target, { headers })
