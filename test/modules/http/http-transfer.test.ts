import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { HttpPools } from '../../../template/lua-ts/modules/http/http-pools.ts'
import { HttpTransfer } from '../../../template/lua-ts/modules/http/http-transfer.ts'
import type { HttpRequest } from '../../../template/lua-ts/modules/http/http-request.ts'

const options = { maxRedirects: 5, decompress: true, timeoutMs: 5000 }

/** A server that answers the first request of a connection and closes it at the second. */
const fickle = async (t: { teardown(fn: () => void): void }) => {
  let requests = 0
  const server = createServer((socket) => {
    let served = 0
    socket.on('error', () => {})
    socket.on('data', () => {
      requests += 1
      if (served++ === 0) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      else socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), requests: () => requests }
}

const answerOf = async (pools: HttpPools, request: HttpRequest) => {
  const transfer = new HttpTransfer(pools, request, options)
  await transfer.head()
  return (await transfer.whole(100)).toString()
}

t.test('HttpTransfer sends again what a kept connection lost, if it may', async (t) => {
  const { url, requests } = await fickle(t)
  const pools = new HttpPools()
  const get: HttpRequest = { method: 'GET', url, headers: [], body: undefined, verify: true }
  t.equal(await answerOf(pools, get), 'ok')
  await new Promise((resolve) => setTimeout(resolve, 10))
  t.equal(await answerOf(pools, get), 'ok')
  t.equal(requests(), 3)
  await new Promise((resolve) => setTimeout(resolve, 10))
  await t.rejects(answerOf(pools, { ...get, method: 'POST', body: Buffer.from('x') }), { code: 'closed' }, 'a POST may have had its effect')
})

t.test('HttpTransfer.cancel() rejects what waits with its reason', async (t) => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const transfer = new HttpTransfer(new HttpPools(), { method: 'GET', url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), headers: [], body: undefined, verify: true }, options)
  const reason = new Error('given up')
  setTimeout(() => transfer.cancel(reason), 20)
  await t.rejects(transfer.head(), reason)
})
