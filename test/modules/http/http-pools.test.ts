import t from 'tap'
import { HttpPools } from '../../../template/lua-ts/modules/http/http-pools.ts'
import { upstream } from './upstream.ts'

t.test('HttpPools.start() frames bodies as RFC 9112 §6 asks', async (t) => {
  const server = await upstream(t)
  const pools = new HttpPools()
  const url = new URL(`${server.url}/echo`)
  for (const [method, body, headers] of [['GET', undefined, []], ['POST', undefined, []], ['DELETE', Buffer.from('ab'), []], ['PUT', 'streamed', []], ['PUT', 'streamed', ['content-length', '2']]] as const) {
    const request = pools.start({ method, url, headers, body, verify: true })
    request.end(body === undefined ? undefined : 'ab')
    await new Promise<void>((resolve) => request.once('response', (response) => response.resume().once('end', () => resolve())))
  }
  t.same(server.seen.map(({ headers }) => [headers['content-length'], headers['transfer-encoding']]), [
    [undefined, undefined], ['0', undefined], ['2', undefined], [undefined, 'chunked'], ['2', undefined],
  ])
  t.equal(server.connections(), 1)
})
