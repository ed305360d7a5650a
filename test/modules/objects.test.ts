import t from 'tap'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { Objects } from '../../template/lua-ts/modules/objects.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`Objects give methods the thing of their table, until it is deleted, with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const objects = new Objects<{ name: string }>(lua, 'thing', (all) => ({
      name: (thread) => {
        lua.pushText(thread, all.at(thread, 'name').name)
        return 1
      },
    }))
    const thread = lua.newThread()
    const id = objects.push(thread, { name: 'first' })
    lua.pushGlobals(lua.main)
    lua.move(thread, lua.main, 1)
    lua.setField(lua.main, -2, 'thing')
    const run = (code: string) => {
      const t = lua.newThread()
      lua.load(t, Buffer.from(code), '=code')
      lua.resume(t, lua.main, 0)
      return lua.toText(t, -1)
    }
    t.equal(run('return thing:name()'), 'first')
    t.equal(run('return getmetatable(thing)') ?? false, false, 'nobody reaches the methods of all')
    t.match(run('return thing.name({})'), /^code:1: bad self \(thing expected, got table\); write thing:name\(…\) with a colon$/)
    t.match(run('return thing.name(5)'), /bad self \(thing expected, got number\)/)
    t.equal(objects.size, 1)
    objects.delete(id)
    t.equal(objects.size, 0)
    t.match(run('return thing:name()'), /this thing is over$/)
  })
}
