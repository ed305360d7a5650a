import type { IncomingMessage } from 'node:http'

const maxBytes = 64 * 1024 * 1024
const maxMs = 500
const pollMs = 10

/**
 * Reads and drops what is left of a request that nobody reads, up to 64 MiB or half a second; then calls `done` with
 * whether all of it came.
 */
export const lingering = (req: IncomingMessage, done: (whole: boolean) => void): void => {
  const { socket } = req
  const startBytes = socket.bytesRead
  const startMs = performance.now()
  req.resume()
  const timer = setInterval(() => {
    const over = socket.bytesRead - startBytes > maxBytes || performance.now() - startMs > maxMs
    if (!req.complete && !over && !socket.destroyed) return
    clearInterval(timer)
    done(req.complete)
  }, pollMs)
}
