// How the official node22 template of OpenFaaS works, in our own words: the same parsers, the same event and context
// between Express and the function, the same way of sending. Only its handler does this benchmark's work.
import express, { type Request, type Response } from 'express'
import type { WorkloadName } from '../workloads.ts'

interface Event {
  readonly body: unknown
  readonly headers: Request['headers']
  readonly method: string
  readonly query: Readonly<Record<string, unknown>>
  readonly path: string
}

interface Order {
  readonly name: string
  readonly items: readonly { readonly sku: string; readonly count: number; readonly cents: number }[]
}

class Context {
  readonly #send: (error: unknown, value?: unknown) => void
  #status = 200
  #headers: Record<string, string> = {}
  answered = false

  constructor(send: (error: unknown, value?: unknown) => void) {
    this.#send = send
  }

  status(code?: number): this | number {
    if (code === undefined) return this.#status
    this.#status = code
    return this
  }

  headers(values?: Record<string, string>): this | Record<string, string> {
    if (values === undefined) return this.#headers
    this.#headers = values
    return this
  }

  succeed(value: unknown): void {
    this.answered = true
    this.#send(undefined, value)
  }

  fail(error: unknown): void {
    this.answered = true
    this.#send(error)
  }
}

type Handler = (event: Event, context: Context) => Promise<unknown>

const handlers: Readonly<Record<WorkloadName, Handler>> = {
  hello: async (event, context) => {
    context.headers({ 'Content-Type': 'text/plain; charset=utf-8' })
    return `Hello, ${String(event.query['name'] ?? 'World')}!`
  },
  json: async (event, context) => {
    const { name, items } = event.body as Order
    const lines = items.map(({ sku, count, cents }) => ({ sku, cents: cents * count }))
    context.headers({ 'Content-Type': 'application/json' })
    return { name, lines, total: lines.reduce((total, { cents }) => total + cents, 0) }
  },
  echo: async (event, context) => {
    context.headers({ 'Content-Type': 'application/octet-stream' })
    return event.body
  },
}

const [workload, port] = process.argv.slice(2)
const handler = handlers[workload as WorkloadName]

const callFunction = async (req: Request, res: Response): Promise<void> => {
  const context = new Context((error, value) => {
    if (error !== undefined) {
      console.error(error)
      const status = context.status() as number
      res.status(status === 200 ? 500 : status).send(String(error))
      return
    }
    const isJson = Array.isArray(value) || (typeof value === 'object' && value !== null && !Buffer.isBuffer(value))
    res.set(context.headers() as Record<string, string>)
    res.status(context.status() as number).send(isJson ? JSON.stringify(value) : value)
  })
  const { body, headers, method, query, path } = req
  try {
    const value = await handler({ body, headers, method, query, path }, context)
    if (!context.answered) context.succeed(value)
  } catch (error) {
    context.fail(error)
  }
}

const app = express()
app.disable('x-powered-by')
app.use((req, _res, next) => {
  req.headers['content-type'] ??= 'text/plain'
  next()
})
if (process.env['RAW_BODY'] === 'true') {
  app.use(express.raw({ type: '*/*', limit: process.env['MAX_RAW_SIZE'] ?? '100kb' }))
} else {
  app.use(express.text({ type: 'text/*' }))
  app.use(express.json({ limit: process.env['MAX_JSON_SIZE'] ?? '100kb' }))
  app.use(express.urlencoded({ extended: true }))
}
app.all('/{*path}', callFunction)
app.listen(Number(port), '127.0.0.1')
