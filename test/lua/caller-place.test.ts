import { callerPlace } from '../../template/lua-ts/lua/caller-place.ts'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import type { HostFunction } from '../../template/lua-ts/lua/engine.ts'
import { engines } from '../support/lua-function.ts'
import { testEngine } from '../support/engine-test.ts'

const face = `local host = ...
return function() host() end`

for (const engine of engines) {
  testEngine(engine, 'callerPlace() passes over the host\'s own Lua', (t, lua) => {
    const { main } = lua
    let place: string | undefined
    const look: HostFunction = (thread) => {
      place = callerPlace(lua, thread, 1)
      return 0
    }
    const through = (chunk: string, caller: string): string | undefined => {
      lua.load(main, Buffer.from(face), chunk)
      lua.pushFunction(main, look)
      lua.call(main, 1, 1)
      const fn = lua.ref(main)
      lua.load(main, Buffer.from(caller), '=handler.lua')
      lua.pushRef(main, fn)
      lua.call(main, 1, 0)
      return place
    }
    t.equal(through('=[face]', 'local f = ...\n\nf()'), 'handler.lua:3')
    t.equal(through('=other.lua', 'local f = ...\n\nf()'), 'other.lua:2')
    t.equal(through('return 1', 'local f = ... f()'), '[string "return 1"]:2', 'a chunk without a name is the function\'s own')
    t.equal(through('=[face]', 'local f = ...\npcall(f)'), undefined, 'as with Lua\'s own functions under pcall')
  })

  testEngine(engine, 'errors of host functions have the place of the function\'s own code', (t, lua) => {
    const { main } = lua
    lua.load(main, Buffer.from(face), '=[face]')
    lua.pushFunction(main, () => { throw new LuaError('no such thing') })
    lua.call(main, 1, 1)
    const fn = lua.ref(main)
    lua.load(main, Buffer.from('local f = ...\nreturn select(2, pcall(function()\nf()\nend))'), '=handler.lua')
    lua.pushRef(main, fn)
    lua.call(main, 1, 1)
    t.equal(lua.toText(main, -1), 'handler.lua:3: no such thing')
    lua.pop(main, 1)
  })
}
