import type { ServerResponse } from 'node:http'

/** Sends a whole JSON answer. */
export const answerJson = (res: ServerResponse, status: number, value: unknown): void => {
  const body = Buffer.from(JSON.stringify(value))
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length })
  res.end(body)
}
