import { Agent, createServer } from 'node:http'
import { createRequire } from 'node:module'

interface Proxy {
  web(...exchange: unknown[]): void
}

// The package has no types of its own.
const { createProxyServer } = createRequire(import.meta.url)('http-proxy') as { createProxyServer(options: object): Proxy }

const [upstream, port] = process.argv.slice(2)
const proxy = createProxyServer({ target: `http://127.0.0.1:${upstream}`, agent: new Agent({ keepAlive: true }) })
createServer((req, res) => proxy.web(req, res)).listen(Number(port), '127.0.0.1')
