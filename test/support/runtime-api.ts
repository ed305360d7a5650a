import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** One event that the fake hands out. */
export interface FakeInvocation {
  readonly event: unknown
  /** JSON text in place of `event`. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** How long it may take, in milliseconds. */
  readonly timeoutMs?: number
  readonly id?: string
}

/** What was posted to the fake. */
export interface Post {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly trailers: Readonly<Record<string, string | undefined>>
  /** When the first byte of the body came, and when all had come, in milliseconds of `performance.now()`. */
  readonly firstMs: number
  readonly endMs: number
  /** Which of the connections it came on. */
  readonly socket: number
}

/** A Runtime API that hands out the given events and then answers 410, which ends every loop. */
export interface RuntimeApi {
  /** Host and port, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly api: string
  readonly posts: Post[]
  /** How often an event was asked for. */
  readonly asked: number
  /** When that was for the first time, in milliseconds of `performance.now()`. */
  readonly askedMs: number
  /** The names of extensions that were registered. */
  readonly extensions: readonly string[]
  /** The most requests for an event that waited at a time. */
  readonly mostWaiting: number
  /** Hands out one more event, with `end: 'wait'` and one loop, and resolves to what is posted for it. */
  push(invocation: FakeInvocation): Promise<Post>
  /** The JSON that was posted last. */
  last(): unknown
  close(): void
}

export interface RuntimeApiOptions {
  readonly invocations?: readonly FakeInvocation[]
  /** Gives another answer than 202 to a post. */
  readonly answer?: (post: Post, count: number) => { readonly status: number; readonly body?: string } | undefined
  /** In place of 410 when no event is left: a status, or `wait` to keep the loop waiting. */
  readonly end?: number | 'wait'
  /** Milliseconds until an event is handed out. */
  readonly delayMs?: number
  /** Connections are cut on which a longer body comes, in bytes. */
  readonly longestPost?: number
  /** What the Extensions API answers. */
  readonly extensionStatus?: number
  /** Events are handed out, and the end is told, only when that many loops wait. */
  readonly together?: number
}

const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:test'

const headersOf = ({ id, headers = {}, timeoutMs = 30_000 }: FakeInvocation, count: number): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Lambda-Runtime-Aws-Request-Id': id ?? `request-${count}`,
  'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
  'Lambda-Runtime-Invoked-Function-Arn': functionArn,
  ...headers,
})

const receive = async (req: IncomingMessage, socket: number): Promise<Post> => {
  const pieces: Buffer[] = []
  let firstMs = Number.NaN
  for await (const piece of req) {
    if (pieces.length === 0) firstMs = performance.now()
    pieces.push(piece as Buffer)
  }
  return { path: req.url!, headers: req.headers, body: Buffer.concat(pieces), trailers: req.trailers, firstMs, endMs: performance.now(), socket }
}

/** Starts a Runtime API on a free port; it is closed when `t` ends. */
export const runtimeApi = async (t: { after(fn: () => unknown): unknown }, options: RuntimeApiOptions = {}): Promise<RuntimeApi> => {
  const { answer, end = 410, delayMs = 0, together = 1, longestPost = Infinity } = options
  const invocations = [...(options.invocations ?? [])]
  const idle: ServerResponse[] = []
  const pushed: ((post: Post) => void)[] = []
  const posts: Post[] = []
  const sockets = new Map<Socket, number>()
  const waiting: ServerResponse[] = []
  let handedOut = 0
  const extensions: string[] = []
  let asked = 0
  let askedMs = Number.NaN
  let mostWaiting = 0

  const handOut = (res: ServerResponse): void => {
    const invocation = invocations[handedOut]
    if (!invocation) {
      if (end === 'wait') idle.push(res)
      else res.writeHead(end, { 'Content-Type': 'application/json' }).end('{"errorMessage":"no more","errorType":"Gone"}')
      return
    }
    handedOut++
    res.writeHead(200, headersOf(invocation, handedOut)).end(invocation.text ?? JSON.stringify(invocation.event))
  }

  const next = (res: ServerResponse): void => {
    if (asked++ === 0) askedMs = performance.now()
    waiting.push(res)
    mostWaiting = Math.max(mostWaiting, waiting.length)
    if (waiting.length < together) return
    for (const each of waiting.splice(0)) setTimeout(() => handOut(each), handedOut < invocations.length ? delayMs : 0)
  }

  const server = createServer(async (req, res) => {
    if (req.url!.endsWith('/runtime/invocation/next')) return next(res)
    if (req.url === '/2020-01-01/extension/register') {
      extensions.push(`${req.headers['lambda-extension-name']} ${await text(req)}`)
      return void res.writeHead(options.extensionStatus ?? 200, { 'Lambda-Extension-Identifier': `extension-${extensions.length}` }).end()
    }
    // An extension that wants no events is told of none.
    if (req.url === '/2020-01-01/extension/event/next') return void extensions.push(`${req.headers['lambda-extension-identifier']} waits`)
    if (Number(req.headers['content-length'] ?? 0) > longestPost) return req.socket.destroy()
    const post = await receive(req, sockets.get(req.socket)!).catch(() => undefined)
    if (!post) return
    posts.push(post)
    pushed.shift()?.(post)
    const { status, body = '{"status":"OK"}' } = answer?.(post, posts.length) ?? { status: 202 }
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
  server.on('connection', (socket: Socket) => sockets.set(socket, sockets.size))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  t.after(close)
  return {
    api: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    get asked() {
      return asked
    },
    get askedMs() {
      return askedMs
    },
    extensions,
    get mostWaiting() {
      return mostWaiting
    },
    push(invocation) {
      const { promise, resolve } = Promise.withResolvers<Post>()
      pushed.push(resolve)
      invocations.push(invocation)
      const res = idle.shift()
      if (res) handOut(res)
      return promise
    },
    last: () => JSON.parse(posts.at(-1)!.body.toString()),
    close,
  }
}
