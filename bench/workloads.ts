import { isDeepStrictEqual } from 'node:util'
import { payload } from './payload.ts'

export type WorkloadName = 'hello' | 'json' | 'echo'

/** What came back for one request. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
}

/** One kind of request, and what every server must answer it with. */
export interface Workload {
  readonly name: WorkloadName
  readonly title: string
  readonly method: 'GET' | 'POST'
  /** Where it is sent; `/` without it. */
  readonly path?: string
  readonly contentType: string | undefined
  readonly body: Buffer | undefined
  /** How many connections ask at the same time. */
  readonly connections: number
  /** Whether an answer is the right one. */
  accepts(answer: Answer): boolean
}

const items = Array.from({ length: 10 }, (_, i) => ({ sku: `item-${i}`, count: i + 1, cents: 100 + 7 * i }))
const order = { name: 'Ada', paid: true, items }
const lines = items.map(({ sku, count, cents }) => ({ sku, cents: cents * count }))
const invoice = { name: 'Ada', lines, total: lines.reduce((total, { cents }) => total + cents, 0) }

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

const hello: Workload = {
  name: 'hello',
  title: 'hello: GET, 13 bytes out',
  method: 'GET',
  contentType: undefined,
  body: undefined,
  connections: 50,
  accepts: ({ status, body }) => status === 200 && body.toString() === 'Hello, World!',
}

const orderBytes = Buffer.from(JSON.stringify(order))

const json: Workload = {
  name: 'json',
  title: `JSON: POST, an order of ${orderBytes.length} bytes in, its invoice of ${JSON.stringify(invoice).length} out`,
  method: 'POST',
  contentType: 'application/json',
  body: orderBytes,
  connections: 50,
  accepts: ({ status, body }) => status === 200 && isDeepStrictEqual(parsed(body), invoice),
}

const mebibyte = payload(1024 * 1024)

const echo: Workload = {
  name: 'echo',
  title: 'echo: POST, 1 MiB in, the same out',
  method: 'POST',
  contentType: 'application/octet-stream',
  body: mebibyte,
  connections: 8,
  accepts: ({ status, body }) => status === 200 && body.equals(mebibyte),
}

/** All that is measured, in the order of the tables. */
export const workloads: readonly Workload[] = [hello, json, echo]
