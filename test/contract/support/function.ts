/**
 * The contract's function for of-watchdog's http mode; `contract/handler.lua` is the same for the function host.
 * Usage: node function.ts PORT. `contract_load_ms` delays its start; with `contract_mortal` SIGTERM ends it at once.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly url: URL
  readonly query: (name: string) => string
}

type Route = (exchange: Exchange) => void | Promise<void>

const answer = (res: ServerResponse, status: number, headers: Record<string, string | string[]>, body: string | Buffer): void => {
  res.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

const text = { 'Content-Type': 'text/plain' }

const stream = async ({ res, query }: Exchange, type: string, piece: (n: number) => string): Promise<void> => {
  res.writeHead(200, { 'Content-Type': type })
  for (let n = 1; n <= Number(query('n')); n++) {
    if (n > 1) await sleep(Number(query('ms')))
    res.write(piece(n))
  }
  res.end()
}

const describeRequest = ({ req, url }: Exchange): string => {
  const pairs = [...url.searchParams].map(([name, value]) => `query ${name}=${value}`)
  const headers = Object.entries(req.headers).map(([name, value]) => `header ${name}: ${String(value)}`)
  return [`method ${req.method}`, `path ${(req.url ?? '').split('?')[0]}`, ...pairs.sort(), ...headers.sort(), ''].join('\n')
}

const routes: Readonly<Record<string, Route>> = {
  '/hello': ({ res }) => answer(res, 200, text, 'hello'),
  '/echo': async ({ req, res }) => {
    const body = await buffer(req)
    answer(res, 200, { 'Content-Type': req.headers['content-type'] ?? 'application/octet-stream' }, body)
  },
  '/slow': async ({ res, query }) => {
    await sleep(Number(query('ms')))
    answer(res, 200, text, 'slow')
  },
  '/spin': ({ res, query }) => {
    const endMs = performance.now() + Number(query('ms'))
    while (performance.now() < endMs);
    answer(res, 200, text, 'spun')
  },
  '/chunks': async (exchange) => await stream(exchange, 'text/plain', (n) => `chunk ${n}\n`),
  '/sse': async (exchange) => await stream(exchange, 'text/event-stream', (n) => `data: ${n}\n\n`),
  '/bytes': ({ res, query }) => answer(res, 200, text, 'x'.repeat(Number(query('n')))),
  '/redirect': ({ res }) => answer(res, 302, { Location: '/hello?from=a%2Fb' }, ''),
  '/cookies': ({ res }) => answer(res, 200, { ...text, 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/'] }, 'cookies'),
  '/status': ({ res, query }) => {
    const status = Number(query('code'))
    if (status === 204 || status === 304) res.writeHead(status).end()
    else answer(res, status, text, `status ${status}`)
  },
  '/crash-mid-body': async ({ res }) => {
    res.writeHead(200, text).write('partial')
    await sleep(100)
    res.destroy()
  },
  '/fail': ({ res }) => void res.destroy(),
  '/print': ({ res, query }) => {
    process.stdout.write(`${query('text')}\n`)
    answer(res, 200, text, 'printed')
  },
  '/long-line': ({ res, query }) => {
    process.stdout.write(`${'x'.repeat(Number(query('bytes')))}\n`)
    answer(res, 200, text, 'printed')
  },
  '/exit0': () => process.exit(0),
}

const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
  const url = new URL(`http://function.test${req.url?.startsWith('/') ? '' : '/'}${req.url}`)
  const exchange = { req, res, url, query: (name: string) => url.searchParams.get(name) ?? '' }
  if (url.pathname.startsWith('/request')) return answer(res, 200, text, describeRequest(exchange))
  await (routes[url.pathname] ?? (() => answer(res, 404, text, `no route ${url.pathname}`)))(exchange)
}

if (process.env['contract_mortal'] === undefined) process.on('SIGTERM', () => {})
// of-watchdog never writes to it: its end means that of-watchdog is gone.
process.stdin.resume().on('end', () => process.exit(1))
await sleep(Number(process.env['contract_load_ms'] ?? 0))
createServer({ maxHeaderSize: 2 ** 21 }, (req, res) => void serve(req, res)).listen(Number(process.argv[2]), '127.0.0.1')
