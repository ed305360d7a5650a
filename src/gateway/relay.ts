import type { IncomingMessage, ServerResponse } from 'node:http'

const nothing = Buffer.alloc(0)
const ignore = (): void => {}

/**
 * Answers with a host's response, each piece as it comes and no faster than the client reads; `headers` are names and
 * values in turn. Resets the client's connection when the host breaks off.
 */
export const relay = (response: IncomingMessage, res: ServerResponse, headers: string[]): void => {
  let begun = false
  res.writeHead(response.statusCode ?? 502, response.statusMessage, headers)
  response.on('data', (piece: Buffer) => {
    begun = true
    // Most answers are here as a whole at once: their head, body and end leave together.
    if (response.complete && response.readableLength === 0) res.end(piece)
    else if (!res.write(piece)) response.pause()
  })
  response.on('end', () => res.end())
  // An "error" is always followed by "close", which tells a whole body from a cut one.
  response.on('error', ignore)
  response.on('close', () => {
    if (!response.complete) res.socket?.resetAndDestroy()
  })
  res.on('drain', () => response.resume())
  res.on('error', ignore)
  // What has come with the head is read by now. The head doesn't wait for more: an event stream may be silent for long.
  process.nextTick(() => {
    // An empty write, as flushHeaders() would send bytes above 127 as UTF-8.
    if (!begun && !res.destroyed) res.write(nothing)
  })
}
