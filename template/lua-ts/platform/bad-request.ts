import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { formatDuration } from '../host/format-duration.ts'
import type { HttpCall } from './http-call.ts'
import { http } from '../host/node-http.ts'

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

// How long a refused client may go on sending before the connection is cut, so that it gets to read the answer.
const lingerMs = 500

const rawAnswer = (status: number): string => {
  const text = `${status} ${http.STATUS_CODES[status]}`
  const head = ['Content-Type: text/plain; charset=utf-8', `Content-Length: ${text.length}`, 'Connection: close']
  return `HTTP/1.1 ${text}\r\n${head.join('\r\n')}\r\n\r\n${text}`
}

/** Answers `socket` with a bare status and closes it. */
export const refuse = (socket: Duplex, status: number): void => {
  if (!socket.writable) return
  // Node.js takes its own listener off a socket that asks for CONNECT; without one, a reset would end the process.
  socket.on('error', () => socket.destroy())
  socket.end(rawAnswer(status))
  setTimeout(() => socket.destroy(), lingerMs).unref()
}

// The client closed, or reset, the connection in the middle of a request.
const isGone = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'HPE_INVALID_EOF_STATE' || error.code === 'ECONNRESET' || error.code === 'EPIPE'

const reasonOf = (error: NodeJS.ErrnoException, status: number, readTimeoutMs: number): string => {
  if (status === 408) return `read_timeout of ${formatDuration(readTimeoutMs)} exceeded`
  return isGone(error) ? 'the client went away' : `bad request: ${error.message}`
}

/**
 * What to do about bytes that are no request and requests that don't come: answer as of-watchdog does (400, 431) or
 * should (408), unless an answer has begun, and abort the call whose body they are. Whole requests that came before on
 * the same connection are answered first.
 */
export const badRequest = (calls: ReadonlySet<HttpCall>, readTimeoutMs: number) => {
  // Further bytes of such a connection are no request either, and change nothing.
  const ending = new WeakSet<Duplex>()
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    const status = statuses[error.code ?? ''] ?? 400
    const concerned = [...calls].filter((call) => call.req.socket === (socket as Socket))
    const reason = reasonOf(error, status, readTimeoutMs)
    if (isGone(error)) {
      for (const call of concerned) call.abort(reason)
      socket.destroy()
      return
    }
    if (ending.has(socket)) return
    ending.add(socket)
    const broken = concerned.find((call) => !call.req.complete)
    const refused = broken === undefined || broken.reply.refuse(status)
    broken?.abort(reason)
    const end = (): void => void (refused ? refuse(socket, status) : socket.destroy())
    const before = concerned.findLast((call) => call.req.complete)
    if (before === undefined) end()
    else before.res.once('close', end)
  }
}
