import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A Runtime API of AWS Lambda that hands out one event again and again, as many as it is told at a time. */
export interface BenchRuntimeApi {
  /** Host and port. */
  readonly api: string
  /** Hands out that many events. Resolves to the milliseconds until the last one is answered. */
  hand(count: number): Promise<number>
  close(): void
}

const accepted = Buffer.from('{"status":"OK"}')

/** Takes `answer` for every `event`, and nothing else. */
export const benchRuntimeApi = async (event: Buffer, answer: string): Promise<BenchRuntimeApi> => {
  let left = 0
  let handedOut = 0
  let waiting: ServerResponse | undefined
  let answered = () => {}
  let failed: (error: Error) => void = () => {}

  const handOut = (res: ServerResponse): void => {
    left--
    res.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': event.length,
      'Lambda-Runtime-Aws-Request-Id': `8476a536-e9f4-11e8-9739-${String(++handedOut).padStart(12, '0')}`,
      'Lambda-Runtime-Deadline-Ms': Date.now() + 30_000,
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:123456789012:function:bench',
      'Lambda-Runtime-Trace-Id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
    })
    res.end(event)
  }

  const server = createServer((req, res) => {
    if (req.method === 'GET') {
      if (left > 0) handOut(res)
      else waiting = res
      return
    }
    let text = ''
    req.setEncoding('utf8').on('data', (piece: string) => void (text += piece))
    req.on('end', () => {
      res.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': accepted.length }).end(accepted)
      if (!req.url!.endsWith('/response') || text !== answer) failed(new Error(`${req.url} got ${text}`))
      else if (left === 0) answered()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    api: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async hand(count) {
      while (!waiting) await new Promise((resolve) => setTimeout(resolve, 5))
      const startedMs = performance.now()
      left = count
      await new Promise<void>((resolve, reject) => {
        answered = resolve
        failed = reject
        const res = waiting!
        waiting = undefined
        handOut(res)
      })
      return performance.now() - startedMs
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
