import { connect, type Socket } from 'node:net'

/** How a connection ended: the peer closed it, reset it, or it is still open. */
export type Ending = 'closed' | 'reset' | 'open'

/** A raw connection to `port` of this machine, for bytes that no client library would send. */
export interface Wire {
  readonly socket: Socket
  /** Everything that came so far, one character per byte. */
  readonly text: string
  send(text: string | Uint8Array): void
  /** Everything that came, as soon as it matches. Rejects when the connection ends before. */
  read(pattern: RegExp): Promise<string>
  /** Everything that came until the peer closed, and how it did. */
  end(): Promise<{ text: string; ending: Ending }>
}

const limitMs = 10_000

/** Opens a connection, and sends `first` on it. */
export const wire = (port: number, first: string | Uint8Array = ''): Wire => {
  let text = ''
  let ending: Ending = 'open'
  let wake = () => {}
  const socket = connect(port, '127.0.0.1')
  const change = (next: Ending) => {
    if (ending === 'open') ending = next
    wake()
  }
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    wake()
  })
  socket.on('error', () => change('reset'))
  socket.on('close', () => change('closed'))
  if (first.length > 0) socket.write(first)

  const until = async (what: string, holds: () => boolean) => {
    const { promise, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`No ${what} in ${JSON.stringify(text)}`)), limitMs)
    while (!holds()) await Promise.race([promise, new Promise<void>((resolve) => (wake = resolve))])
    clearTimeout(timer)
  }

  return {
    socket,
    get text() {
      return text
    },
    send: (bytes) => void socket.write(bytes),
    read: async (pattern) => {
      await until(String(pattern), () => pattern.test(text) || ending !== 'open')
      if (!pattern.test(text)) throw new Error(`The connection was ${ending} after ${JSON.stringify(text)}`)
      return text
    },
    end: async () => {
      await until('end', () => ending !== 'open')
      return { text, ending }
    },
  }
}

/** Sends one request that asks to close, and gives all that came back. */
export const exchange = async (port: number, request: string): Promise<string> => {
  const { text } = await wire(port, request).end()
  return text
}

/** `GET path` that asks to close, with more header lines. */
export const get = (port: number, path: string, ...headers: string[]): Promise<string> =>
  exchange(port, [`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...headers, '', ''].join('\r\n'))
