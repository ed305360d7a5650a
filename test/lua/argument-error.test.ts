import t from 'tap'
import { bytesAt, integerAt, numberAt, wrongType } from '../../template/lua-ts/lua/argument-error.ts'
import type { HostFunction, Lua } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { engines } from '../support/lua-function.ts'

const run = (lua: Lua, code: string): string => {
  const { main } = lua
  lua.load(main, Buffer.from(code), '=code')
  lua.call(main, 0, 1)
  const text = lua.toText(main, -1) ?? 'nil'
  lua.pop(main, 1)
  return text
}

for (const engine of engines) {
  t.test(`ArgumentError names on ${engine} the function as it was called, and the argument`, async (t) => {
    const lua = await startEngine(engine)
    t.after(() => lua.close())
    const functions: Record<string, HostFunction> = {
      number: (t) => (lua.pushNumber(t, numberAt(lua, t, 1)), 1),
      integer: (t) => (lua.pushNumber(t, integerAt(lua, t, 1)), 1),
      bytes: (t) => (lua.pushBytes(t, bytesAt(lua, t, 1)), 1),
      table: (t) => { throw wrongType(lua, t, 2, 'table') },
    }
    lua.pushGlobals(lua.main)
    lua.pushTable(lua.main)
    for (const [name, fn] of Object.entries(functions)) {
      lua.pushFunction(lua.main, fn)
      lua.setField(lua.main, -2, name)
    }
    lua.setField(lua.main, -2, 'host')
    lua.setTop(lua.main, 0)
    const error = (code: string) => run(lua, `return select(2, pcall(function() ${code} end))`)
    t.equal(error('host.number()'), "code:1: bad argument #1 to 'number' (number expected, got no value)")
    t.equal(error('host.number("x")'), "code:1: bad argument #1 to 'number' (number expected, got string)")
    t.equal(error('local alias = host.integer alias(1.5)'), "code:1: bad argument #1 to 'alias' (number has no integer representation)")
    t.equal(error('host.integer(2^63)'), "code:1: bad argument #1 to 'integer' (number has no integer representation)")
    t.equal(error('host.bytes(setmetatable({}, { __name = "My.Type" }))'), "code:1: bad argument #1 to 'bytes' (string expected, got My.Type)")
    t.equal(error('host:table(nil)'), "code:1: bad argument #1 to 'table' (table expected, got nil)", 'a method does not count itself')
    t.equal(error('host:bytes()'), "code:1: calling 'bytes' on bad self (string expected, got table)")
    t.equal(run(lua, 'return select(2, pcall(host.number))'), "bad argument #1 to '?' (number expected, got no value)")
    t.equal(run(lua, 'return host.number("0x10") .. host.integer("7") .. host.bytes(5)'), '1675')
  })
}
