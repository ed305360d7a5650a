import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { pipeline } from 'node:stream'
import type { WorkloadName } from '../workloads.ts'

interface Item {
  readonly sku: string
  readonly count: number
  readonly cents: number
}

interface Order {
  readonly name: string
  readonly items: readonly Item[]
}

const readWhole = async (req: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of req) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

const invoice = ({ name, items }: Order): string => {
  const lines = items.map(({ sku, count, cents }) => ({ sku, cents: cents * count }))
  return JSON.stringify({ name, lines, total: lines.reduce((total, { cents }) => total + cents, 0) })
}

const listeners: Readonly<Record<WorkloadName, RequestListener>> = {
  hello: (_req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 13 })
    res.end('Hello, World!')
  },
  json: (req, res) => {
    void readWhole(req).then((text) => {
      const body = invoice(JSON.parse(text) as Order)
      res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
      res.end(body)
    })
  },
  echo: (req, res) => {
    res.writeHead(200, { 'Content-Type': 'application/octet-stream' })
    pipeline(req, res, () => {})
  },
}

const [workload, port] = process.argv.slice(2)
createServer(listeners[workload as WorkloadName]).listen(Number(port), '127.0.0.1')
