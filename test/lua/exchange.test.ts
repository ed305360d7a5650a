import t from 'tap'
import { BodyTooLargeError } from '../../template/lua-ts/host/errors.ts'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { Exchange, Exchanges } from '../../template/lua-ts/lua/exchange.ts'
import { callOf } from '../support/function-call.ts'
import { engines } from '../support/lua-function.ts'

t.test('readWhole() reads the body once, now or when it has come', async (t) => {
  const here = new Exchange(callOf({ body: 'body' }).call)
  t.equal(here.hasBody, true)
  const bytes = here.readWhole(10)
  t.equal(Buffer.from(bytes as Uint8Array).toString(), 'body')
  t.equal(here.readWhole(1), bytes, 'kept')
  t.equal(here.hasBody, false)
  const later = new Exchange(callOf({ body: ['bo', 'dy'] }).call)
  t.equal(Buffer.from(await later.readWhole(10)).toString(), 'body')
  t.equal(Buffer.from(later.readWhole(10) as Uint8Array).toString(), 'body')
  t.equal(new Exchange(callOf().call).hasBody, false)
})

t.test('readWhole() refuses a body that is too large or was read in pieces', async (t) => {
  t.throws(() => new Exchange(callOf({ body: 'body' }).call).readWhole(3), BodyTooLargeError)
  const pieces = new Exchange(callOf({ body: 'body' }).call)
  pieces.bodyState = 'pieces'
  t.throws(() => pieces.readWhole(10), LuaError)
})

for (const engine of engines) {
  t.test(`Exchanges find an open call by its table on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const exchanges = new Exchanges(lua)
    lua.pushTable(lua.main)
    const metatable = lua.ref(lua.main)
    const [one, two] = [new Exchange(callOf().call), new Exchange(callOf().call)]
    const [first, second] = [exchanges.open(one), exchanges.open(two)]
    const thread = lua.newThread()
    const at = (push: () => void) => {
      lua.setTop(thread, 0)
      push()
      return exchanges.at(thread, 'event')
    }
    t.equal(at(() => exchanges.push(thread, second, metatable)), two)
    t.equal(at(() => exchanges.push(thread, first, metatable)), one)
    t.equal(lua.top(thread), 1)
    t.equal(exchanges.size, 2)
    exchanges.close(first)
    t.equal(exchanges.size, 1)
    t.throws(() => at(() => exchanges.push(thread, first, metatable)), { name: 'LuaError', message: 'this event is over: its request has been answered' })
    t.throws(() => at(() => lua.pushTable(thread)), { message: /^bad self \(event expected, got another table\)/ })
    t.throws(() => at(() => lua.pushText(thread, 'x')), { message: 'bad self (event expected, got string); write event:name(…) with a colon' })
    t.throws(() => at(() => {}), { message: /^bad self \(event expected, got no value\)/ })
  })
}
