import { createServer } from 'node:http'
import t from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { openPorts } from '../../template/lua-ts/platform/open-ports.ts'

t.test('openPorts() listens on both ports and logs as of-watchdog does', async (t) => {
  const servers = { calls: createServer((_req, res) => res.end('calls')), metrics: createServer((_req, res) => res.end('metrics')) }
  t.teardown(() => [servers.calls, servers.metrics].forEach((server) => server.close()))
  const lines: string[] = []
  const settings = readSettings({ port: '0', metrics_port: '0', exec_timeout: '1m30s', healthcheck_interval: '500ms' })
  const { port, metricsPort } = await openPorts(settings, { host: (text) => void lines.push(text) }, servers)
  t.same(lines, ['Timeouts: read: 30s write: 30s hard: 1m30s health: 500ms', `Listening on port: ${port}`, `Metrics listening on port: ${metricsPort}`])
  const read = async (from: number) => (await fetch(`http://127.0.0.1:${from}`, { headers: { connection: 'close' } })).text()
  t.same([await read(port), await read(metricsPort)], ['calls', 'metrics'])
})
