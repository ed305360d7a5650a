import t from 'tap'
import { startEngine } from '../../../template/lua-ts/lua/engines.ts'
import { encodeValue } from '../../../template/lua-ts/modules/json.ts'
import { pushReply } from '../../../template/lua-ts/modules/redis/redis-reply.ts'
import { engines } from '../../support/lua-function.ts'

for (const engine of engines) {
  t.test(`pushReply() makes Lua's values with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const thread = lua.newThread()
    const shown = (value: Parameters<typeof pushReply>[2]) => {
      pushReply(lua, thread, value)
      const text = Buffer.from(encodeValue(lua, thread, -1)).toString()
      lua.setTop(thread, 0)
      return text
    }
    t.equal(shown([Buffer.from('a'), '12', null, true, 1.5, ['3']]), '["a",12,false,true,1.5,[3]]')
    t.equal(shown(new Map([[Buffer.from('k'), null]])), '{"k":false}')
    t.equal(shown(null), 'null')
    t.equal(shown('text'), '"text"')
    t.equal(shown(new Error('WRONG it is')), '"WRONG it is"')
    pushReply(lua, thread, Buffer.from([0, 255]))
    t.same(Buffer.from(lua.toBytes(thread, -1)!), Buffer.from([0, 255]))
  })
}
