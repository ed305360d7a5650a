import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

export interface Upstream {
  readonly url: string
  readonly port: number
  readonly server: Server
  /** Requests as they came: method, URL, headers. */
  readonly seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[]
  /** Connections that were opened. */
  readonly connections: () => number
  /** Requests whose connection the client closed before the answer was whole. */
  readonly cut: () => number
}

type Route = (req: IncomingMessage, res: ServerResponse, query: URLSearchParams) => void

const bodyOf = async (req: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of req) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const encoders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const

const routes: Readonly<Record<string, Route>> = {
  '/echo': (req, res) => void bodyOf(req).then((body) => {
    res.setHeader('Content-Type', 'application/json')
    res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body: body.toString('latin1') }))
  }),
  '/raw': (req, res) => void bodyOf(req).then((body) => res.setHeader('X-Two', ['a', 'b']).writeHead(201, 'Made').end(body)),
  '/status': (_, res, query) => res.writeHead(Number(query.get('code'))).end(),
  '/redirect': (_, res, query) => res.writeHead(Number(query.get('code') ?? 302), { Location: query.get('to') ?? '/echo' }).end('moved'),
  '/loop': (_, res) => res.writeHead(302, { Location: '/loop' }).end(),
  '/packed': (_, res, query) => {
    const encoding = query.get('as') as keyof typeof encoders
    res.setHeader('Content-Encoding', encoding).end(encoders[encoding]('packed '.repeat(1000)))
  },
  '/slow': (_, res, query) => setTimeout(() => res.end('slow'), Number(query.get('ms'))).unref(),
  '/stall': (_, res) => res.writeHead(200).write('begin'),
  '/pieces': (_, res, query) => {
    let left = Number(query.get('n'))
    const next = () => {
      if (left-- === 0) res.end()
      else res.write(`piece ${left};`, () => setTimeout(next, 2))
    }
    next()
  },
  '/large': (_, res, query) => {
    let left = Number(query.get('bytes'))
    const more = () => {
      while (left > 0) {
        const piece = Buffer.alloc(Math.min(left, 65_536), 120)
        left -= piece.length
        if (!res.write(piece)) return void res.once('drain', more)
      }
      res.end()
    }
    more()
  },
  '/early': (_, res) => res.writeHead(413).end('too much'),
  '/cut': (_, res) => res.writeHead(200, { 'Content-Length': '100' }).write('half', () => res.socket?.destroy()),
  '/close': (_, res) => void res.setHeader('Connection', 'close').end('closed'),
}

/** An HTTP server with answers of many sorts, closed when the test ends. */
export const upstream = async (t: { teardown(fn: () => void): void }): Promise<Upstream> => {
  const seen: Upstream['seen'] = []
  let connections = 0
  let cut = 0
  const server = createServer((req, res) => {
    seen.push({ method: req.method, url: req.url, headers: req.headers })
    res.on('close', () => {
      if (!res.writableFinished) cut += 1
    })
    req.on('error', () => {})
    const url = new URL(req.url ?? '/', 'http://upstream')
    const route = routes[url.pathname]
    if (route) route(req, res, url.searchParams)
    else res.writeHead(404).end('nothing here')
  })
  server.on('connection', () => void connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, server, seen, connections: () => connections, cut: () => cut }
}
