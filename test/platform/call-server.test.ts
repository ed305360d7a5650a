import type { AddressInfo } from 'node:net'
import t from 'tap'
import { lifecycle as lifecycleOf } from '../../template/lua-ts/host/lifecycle.ts'
import { metrics } from '../../template/lua-ts/host/metrics.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { slots } from '../../template/lua-ts/host/slots.ts'
import { callServer } from '../../template/lua-ts/platform/call-server.ts'
import { echo, eventually } from './served.ts'
import { get, wire } from './wire.ts'

const log = { host: () => {}, output: () => {}, access: () => {}, record: () => {}, flush: () => {} }

t.test('callServer() serves calls, counts them and their connections, and cuts them when it is told to', async (t) => {
  const settings = readSettings({ suppress_lock: 'true' })
  const lifecycle = lifecycleOf({ ...settings, log })
  const stuck = new Promise<void>(() => {})
  const { server, drainable, close } = callServer({
    settings,
    lifecycle,
    log,
    metrics: metrics(),
    slots: slots(1),
    invoke: (call) => (call.event.path === '/stuck' ? stuck : echo(call)),
  })
  t.teardown(close)
  lifecycle.ready()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  t.match(await get(port, '/a'), /^HTTP\/1\.1 200 OK[^]*GET \/a/)
  const client = wire(port, 'GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('the call', () => drainable.inFlight === 1)
  t.equal(drainable.connections, 1)
  t.match(await get(port, '/b'), /^HTTP\/1\.1 429 /)
  drainable.closeListener()
  t.equal(drainable.inFlight, 1)
  drainable.sever('too late')
  t.equal((await client.end()).text, '')
})
