import type { IncomingMessage, ServerResponse } from 'node:http'
import { pump } from './pump.ts'

const ignore = (): void => {}

/**
 * Answers with a host's response; `headers` are names and values in turn. Resets the client's connection when the host
 * breaks off.
 */
export const relay = (response: IncomingMessage, res: ServerResponse, headers: string[]): void => {
  res.writeHead(response.statusCode ?? 502, response.statusMessage, headers)
  // An "error" is always followed by "close", which tells a whole body from a cut one.
  response.on('error', ignore)
  response.on('close', () => {
    if (!response.complete) res.socket?.resetAndDestroy()
  })
  res.on('error', ignore)
  pump(response, res)
}
