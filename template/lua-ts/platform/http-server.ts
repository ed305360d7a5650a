import type { Server } from 'node:http'
import type { Settings } from '../host/settings.ts'
import { http } from '../host/node-http.ts'

// Callers keep idle connections: the provider's proxy for 5 s, the gateway for 90 s. The host must not be the first to
// close, or a request meets a closing connection.
const keepAliveTimeoutMs = 95_000

/** The server for calls, with of-watchdog's limits and without anything that answers in its name. Not listening yet. */
export const httpServer = ({ readTimeoutMs }: Pick<Settings, 'readTimeoutMs'>): Server => {
  const timeoutMs = Math.ceil(readTimeoutMs)
  const server = http.createServer({
    maxHeaderSize: 1024 * 1024,
    keepAliveTimeout: keepAliveTimeoutMs,
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(1000, Math.max(10, Math.ceil(timeoutMs / 10))),
    // A function serves no other protocol: such requests are answered as if they had not asked.
    shouldUpgradeCallback: () => false,
    // Spares the stream life cycle of a body that a request does not have.
    optimizeEmptyRequests: true,
  })
  // The size is limited; beyond a count, Node.js would drop headers without a word.
  server.maxHeadersCount = 0
  return server
}
