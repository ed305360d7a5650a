import type { ServerResponse } from 'node:http'

/** Sends a whole plain-text answer. */
export const answerText = (res: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void => {
  const body = Buffer.from(text)
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length, ...headers })
  res.end(body)
}
