import { createServer } from 'node:http'
import t from 'tap'
import { listen } from '../../template/lua-ts/platform/listen.ts'

t.test('listen() resolves to the real port when any will do', async (t) => {
  const server = createServer((_req, res) => res.end('hi'))
  t.teardown(() => server.close())
  const port = await listen(server, 0, 'port')
  t.ok(port > 0)
  t.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), 'hi')
  t.equal(server.listenerCount('error'), 0)
})

t.test('listen() rejects with the setting, its value and the reason when the port is taken', async (t) => {
  const first = createServer()
  t.teardown(() => first.close())
  const port = await listen(first, 0, 'port')
  await t.rejects(listen(createServer(), port, 'metrics_port'), {
    name: 'ConfigError',
    message: `Cannot listen on metrics_port=${port}: another program listens on it; set "metrics_port" to a free port`,
  })
})
