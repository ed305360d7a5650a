import t from 'tap'
import { CommandError } from '../../../src/command-error.ts'
import { gatewayClient } from '../../../src/commands/gateway-client.ts'
import { listening } from '../fixtures/listening.ts'

t.test('gatewayClient() reads JSON, logs in and says why it cannot', async t => {
  const port = await listening(t, (req, res) => {
    if (req.url === '/base/text') res.end('text')
    else if (req.headers.authorization !== `Basic ${btoa('ada:p@ss')}`) res.writeHead(401).end('who?')
    else res.end(`{"path":"${req.url}"}`)
  })
  const client = gatewayClient(`http://ada:p%40ss@127.0.0.1:${port}/base/`, {})
  t.equal(client.url, `http://127.0.0.1:${port}/base`)
  t.same(await client.read('/x'), { path: '/base/x' })
  await t.rejects(client.read('/text'), { message: /did not answer in JSON/ })
  await t.rejects(gatewayClient(undefined, { OPENFAAS_URL: `http://127.0.0.1:${port}` }).read('/x'), { message: /answered 401: who\?$/ })
  await t.rejects(gatewayClient('http://127.0.0.1:1', {}).read('/x'), CommandError)
})
