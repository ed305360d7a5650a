import t from 'tap'
import { AbortedError, BodyTooLargeError } from '../../template/lua-ts/host/errors.ts'
import { LuaError, LuaType } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { replyErrors } from '../../template/lua-ts/lua/reply-error.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`replyErrors() makes Lua errors that are replies on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const errors = replyErrors(lua)
    const thread = lua.newThread()
    const pushed = (error: unknown): [number | undefined, string | undefined, string] => {
      t.ok(error instanceof LuaError);
      (error as LuaError).push!(lua, thread)
      t.equal(lua.type(thread, -1), LuaType.table)
      lua.getField(thread, -1, 'statusCode')
      lua.getField(thread, -2, 'body')
      return [lua.toNumber(thread, -2), lua.toText(thread, -1), Buffer.from(lua.display(thread, -3)).toString()]
    }
    t.same(pushed(errors.reply(400, 'Wrong ä')), [400, 'Wrong ä\n', 'Wrong ä\n'])
    t.same(pushed(errors.from(new BodyTooLargeError('x'))), [413, 'Request body too large\n', 'Request body too large\n'])
    const aborted = errors.from(new AbortedError('reason'))
    t.match(aborted, { name: 'LuaError', message: 'client disconnected' })
    t.match((aborted as Error).cause, { message: 'reason' })
    const other = new Error('other')
    t.equal(errors.from(other), other)
  })
}
