import { request } from 'node:http'
import { repeatedPayload } from './payload.ts'

/**
 * Sends `bytes` to a server that sends them back, as fast as it takes them, and checks all of what comes.
 * Resolves to how long that took, in seconds. @throws Error when the answer is not what was sent
 */
export const streamThrough = async (port: number, path: string, bytes: number): Promise<number> => {
  const body = repeatedPayload()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const startedMs = performance.now()
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes }
  const req = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false }, (res) => {
    if (res.statusCode !== 200) reject(new Error(`Wrong answer: status ${res.statusCode}`))
    res.on('data', (piece: Buffer) => {
      try {
        body.check(piece)
      } catch (error) {
        res.destroy(error as Error)
      }
    })
    res.on('end', resolve)
    res.on('error', reject)
  })
  req.on('error', reject)

  let left = bytes
  const send = () => {
    while (left > 0) {
      const piece = body.block.subarray(0, Math.min(left, body.block.length))
      left -= piece.length
      if (!req.write(piece)) return void req.once('drain', send)
    }
    req.end()
  }
  send()
  await promise
  if (body.checkedBytes !== bytes) throw new Error(`Wrong answer: ${body.checkedBytes} bytes came back of ${bytes}`)
  return (performance.now() - startedMs) / 1000
}
