import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import t from 'tap'
import { HttpCall } from '../../template/lua-ts/platform/http-call.ts'

const callOf = (headers: readonly string[] = [], method?: string) => {
  const req = new IncomingMessage(new Socket())
  req.method = 'POST'
  req.rawHeaders = [...headers]
  for (let i = 0; i < headers.length; i += 2) req.headers[(headers[i] as string).toLowerCase()] = headers[i + 1]
  const target = { path: '/a', query: 'b=c' }
  const options = { req, res: new ServerResponse(req), target, gate: { closing: false }, expectsContinue: false, took: () => {} }
  return new HttpCall(method === undefined ? options : { ...options, method })
}

t.test('HttpCall holds the request as it was sent', async (t) => {
  const call = callOf(['X-One', 'a', 'x-one', 'b'])
  t.match(call.event, { method: 'POST', path: '/a', query: 'b=c', headers: ['X-One', 'a', 'x-one', 'b'] })
  t.equal(call.event.body.length, 0)
  t.ok(performance.now() - call.startedMs < 60_000)
  t.equal(call.deadlineMs, Infinity)
})

t.test('HttpCall has a body only when one is announced', async (t) => {
  t.equal(callOf(['Content-Length', '0']).body, undefined)
  t.equal(callOf(['Content-Length', '7']).event.body.length, 7)
  t.equal(callOf(['Transfer-Encoding', 'chunked']).event.body.length, undefined)
  t.ok(callOf(['Transfer-Encoding', 'chunked']).body)
})

t.test('HttpCall takes another method, without the body, when a probe stands behind it', async (t) => {
  const call = callOf(['Content-Length', '7'], 'GET')
  t.equal(call.event.method, 'GET')
  t.equal(call.event.body.length, 0)
})

t.test('HttpCall has the gateway’s call id, else one of its own that stays', async (t) => {
  t.equal(callOf(['X-Call-Id', 'abc']).id, 'abc')
  const call = callOf(['X-Call-Id', ''])
  t.match(call.id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  t.equal(call.id, call.id)
  t.not(call.id, callOf().id)
})

t.test('HttpCall tells every listener once when it is aborted, except those taken off', async (t) => {
  const call = callOf(['Content-Length', '7'])
  const told: string[] = []
  call.onAbort(() => void told.push('one'))
  call.onAbort(() => void told.push('two'))
  call.onAbort(() => void told.push('off'))()
  t.notOk(call.aborted)
  const reading = call.event.body.read()
  call.abort('the client went away')
  call.abort('again')
  t.same(told, ['one', 'two'])
  t.match(call, { aborted: true, abortReason: 'the client went away' })
  await t.rejects(reading as Promise<unknown>, { name: 'AbortedError', message: 'the client went away' })
  t.throws(() => call.reply.send(200, [], Buffer.from('x')), { name: 'AbortedError' })
})

t.test('HttpCall tells a listener that comes too late, after the caller has its way to take it off', async (t) => {
  const call = callOf()
  call.abort('gone')
  let told = false
  const off = call.onAbort(() => void (told = true))
  t.notOk(told)
  await Promise.resolve()
  t.ok(told)
  t.doesNotThrow(off)
})
