import type { RequestListener, Server } from 'node:http'
import type { Registry } from 'prom-client'
import { http } from '../host/node-http.ts'

/** What a page of metrics is made of. */
export type MetricsPage = Pick<Registry, 'metrics' | 'contentType'>

const answerMetrics =
  (page: () => MetricsPage | Promise<MetricsPage>): RequestListener =>
  async (req, res) => {
    if (req.url?.split('?', 1)[0] !== '/metrics') {
      res.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
      res.end('404 page not found\n')
      return
    }
    try {
      const registry = await page()
      const text = await registry.metrics()
      res.writeHead(200, { 'Content-Type': registry.contentType })
      res.end(text)
    } catch (error) {
      res.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
      res.end(`Cannot collect metrics: ${(error as Error).message}\n`)
    }
  }

/** Serves the page at `/metrics`, on a port of its own as of-watchdog does. Not listening yet. */
export const metricsServer = (page: () => MetricsPage | Promise<MetricsPage>): Server => http.createServer(answerMetrics(page))
