import t from 'tap'
import { HttpExchange } from '../../../template/lua-ts/modules/http/http-exchange.ts'
import { HttpPools } from '../../../template/lua-ts/modules/http/http-pools.ts'
import { upstream } from './upstream.ts'

t.test('HttpExchange reads pieces, unpacks them, and knows a cut answer', async (t) => {
  const server = await upstream(t)
  const pools = new HttpPools()
  const exchange = (path: string) => {
    const started = new HttpExchange(pools.start({ method: 'GET', url: new URL(server.url + path), headers: [], body: undefined, verify: true }))
    started.end()
    return started
  }
  const textOf = async (one: HttpExchange, decompress: boolean) => {
    const pieces: Uint8Array[] = []
    for (let piece = await one.read(decompress); piece; piece = await one.read(decompress)) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }
  const plain = exchange('/close')
  t.notOk(plain.answered)
  t.equal((await plain.head).statusCode, 200)
  t.ok(plain.answered)
  t.equal(await textOf(plain, true), 'closed')
  t.equal((await textOf(exchange('/packed?as=br'), true)).length, 7000)
  t.not((await textOf(exchange('/packed?as=br'), false)).length, 7000)
  await t.rejects(textOf(exchange('/cut'), true), { code: 'ECONNRESET' })
  const given = exchange('/stall')
  await given.head
  const reason = new Error('given up')
  given.destroy(reason)
  await t.rejects(textOf(given, true), reason)
})
