import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { http } from '../../template/lua-ts/host/node-http.ts'

/** What the function posted. */
export interface RuntimeApiPost {
  readonly failed: boolean
  readonly body: Buffer
}

/** A Runtime API of AWS Lambda that has one event to hand out. */
export interface LocalRuntimeApi {
  /** Host and port. */
  readonly api: string
  /** Resolves when the event is asked for. */
  readonly asked: Promise<void>
  /** The answer, or the report of an error. */
  readonly posted: Promise<RuntimeApiPost>
  close(): void
}

const readAll = async (req: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of req) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** @param timeoutMs how long the event may take */
export const localRuntimeApi = async (event: string, timeoutMs: number): Promise<LocalRuntimeApi> => {
  const { promise: posted, resolve: post } = Promise.withResolvers<RuntimeApiPost>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  let handedOut = false
  const server = http.createServer(async (req, res) => {
    if (req.url?.endsWith('/invocation/next')) {
      // Whoever asks for a second event waits until the end.
      if (handedOut) return
      handedOut = true
      ask()
      res.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': randomUUID(),
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:local:000000000000:function:local',
      })
      res.end(event)
      return
    }
    if (req.url === '/2020-01-01/extension/register') {
      res.writeHead(200, { 'Lambda-Extension-Identifier': randomUUID() }).end('{}')
      return
    }
    // An extension that wants no events waits for ever.
    if (req.url === '/2020-01-01/extension/event/next') return
    const body = await readAll(req)
    res.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}')
    post({ failed: !req.url?.endsWith('/response'), body })
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', done)
  })
  return {
    api: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    posted,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
