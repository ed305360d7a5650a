import { spawnSync } from 'node:child_process'
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { httpProxy } from '../../../src/gateway/http-proxy.ts'

t.test('httpProxy() prints no warning of its own and leaves those of others', async t => {
  const script = (last: string): string => `
    import http from 'node:http'
    import util from 'node:util'
    import { httpProxy } from ${JSON.stringify(new URL('../../../src/gateway/http-proxy.ts', import.meta.url).href)}
    const proxy = httpProxy()
    const target = http.createServer((req, res) => res.end('ok')).listen(0, '127.0.0.1', () => {
      const to = { protocol: 'http:', host: '127.0.0.1', port: target.address().port }
      const agent = new http.Agent({ keepAlive: true })
      const server = http.createServer((req, res) => proxy.web(req, res, { target: to, agent, toProxy: true }, console.error))
      server.listen(0, '127.0.0.1', async () => {
        console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text())
        ${last}
        setImmediate(() => process.exit())
      })
    })`
  const run = (last: string) => spawnSync(process.execPath, ['--input-type=module', '-e', script(last)], { encoding: 'utf8', env: {} })
  t.match(run(''), { status: 0, stdout: 'ok\n', stderr: '' })
  t.match(run('util._extend({}, {})').stderr, 'DEP0060')
})

t.test('httpProxy() reports a target that refuses', async t => {
  const gone = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => gone.once('listening', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise(resolve => gone.close(resolve))
  const proxy = httpProxy()
  const agent = new Agent()
  const server = createServer((req, res) => {
    const target = { protocol: 'http:', host: '127.0.0.1', port } as const
    proxy.web(req, res, { target, agent, ignorePath: true, toProxy: true, selfHandleResponse: true, buffer: { pipe: proxyReq => proxyReq.end() } }, error => res.end(error.message))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => server.close())
  t.match(await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text(), 'ECONNREFUSED')
})
