import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { LuaType } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { SourceFiles } from '../../template/lua-ts/lua/source-files.ts'
import { engines } from '../support/lua-function.ts'

t.test('path and cPath name the folder and its rocks', async (t) => {
  const files = new SourceFiles('/fn', '5.3')
  t.equal(files.path, '/fn/?.lua;/fn/?/init.lua;/fn/lua_modules/share/lua/5.3/?.lua;/fn/lua_modules/share/lua/5.3/?/init.lua')
  t.equal(files.cPath, '/fn/lua_modules/lib/lua/5.3/?.so;/fn/?.so')
  t.match(new SourceFiles('/fn', '5.4').path, '/lua/5.4/')
})

t.test('nameOf() is the path from the folder, whole outside of it', async (t) => {
  const files = new SourceFiles('/fn', '5.3')
  t.equal(files.nameOf('/fn/a/b.lua'), 'a/b.lua')
  t.equal(files.nameOf('/elsewhere/x.lua'), '/elsewhere/x.lua')
})

for (const engine of engines) {
  t.test(`compile() pushes the function of a file on ${engine}`, async (t) => {
    const folder = t.testdir({ 'good.lua': 'return 1 + 1', 'bad.lua': 'return = 1', 'comment.lua': '#only a comment', 'shebang.lua': '#!lua\nreturn = 1' })
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'sub', 'bytes.lua'), Buffer.from('return "\xff\x00\x80"', 'latin1'))
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const files = new SourceFiles(folder, lua.version)
    const thread = lua.newThread()
    files.compile(lua, thread, 'good.lua')
    t.equal(lua.type(thread, -1), LuaType.function)
    lua.call(thread, 0, 1)
    t.equal(lua.toNumber(thread, -1), 2)
    files.compile(lua, thread, 'sub/bytes.lua')
    lua.call(thread, 0, 1)
    t.same([...lua.toBytes(thread, -1)!], [0xff, 0, 0x80])
    files.compile(lua, thread, 'comment.lua')
    t.throws(() => files.compile(lua, thread, 'bad.lua'), { name: 'LuaError', message: "bad.lua:1: unexpected symbol near '='" })
    t.throws(() => files.compile(lua, thread, 'shebang.lua'), { message: "shebang.lua:2: unexpected symbol near '='" }, 'lines are counted as in the file')
    t.throws(() => files.compile(lua, thread, 'none.lua'), { name: 'LuaError', message: /^cannot read none\.lua: ENOENT/ })
    t.equal(lua.top(thread), 3)
  })
}
