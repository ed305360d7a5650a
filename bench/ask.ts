import { request } from 'node:http'
import type { Answer, Workload } from './workloads.ts'

const send = (port: number, { method, path = '/', contentType, body }: Workload): Promise<Answer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const headers = contentType === undefined ? {} : { 'Content-Type': contentType, 'Content-Length': `${body?.length ?? 0}` }
  const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false, timeout: 5000 }, async (res) => {
    try {
      const pieces: Buffer[] = []
      for await (const piece of res) pieces.push(piece as Buffer)
      resolve({ status: res.statusCode ?? 0, body: Buffer.concat(pieces) })
    } catch (error) {
      reject(error)
    }
  })
  req.on('timeout', () => req.destroy(new Error('no answer within 5 s')))
  req.on('error', reject)
  req.end(body)
  return promise
}

/** Sends one request of a workload. Resolves to what is wrong with the answer, undefined when nothing is. */
export const ask = async (port: number, workload: Workload): Promise<string | undefined> => {
  try {
    const answer = await send(port, workload)
    if (workload.accepts(answer)) return undefined
    return `wrong answer: status ${answer.status}, ${JSON.stringify(answer.body.toString().slice(0, 200))}`
  } catch (error) {
    return (error as Error).message
  }
}
