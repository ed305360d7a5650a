import { LuaError, LuaType } from '../../template/lua-ts/lua/engine.ts'
import { testEngine } from '../support/engine-test.ts'
import { engines } from '../support/lua-function.ts'

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)

for (const engine of engines) {
  testEngine(engine, 'Lua moves values on the stack', (t, lua) => {
    const thread = lua.newThread()
    for (const n of [1, 2, 3]) lua.pushNumber(thread, n)
    const numbers = () => Array.from({ length: lua.top(thread) }, (_, i) => lua.toNumber(thread, i + 1))
    lua.pushValue(thread, 1)
    t.same(numbers(), [1, 2, 3, 1])
    lua.insert(thread, 2)
    t.same(numbers(), [1, 1, 2, 3])
    lua.remove(thread, 1)
    t.same(numbers(), [1, 2, 3])
    t.equal(lua.absIndex(thread, -1), 3)
    lua.pop(thread, 1)
    lua.setTop(thread, 3)
    t.equal(lua.type(thread, 3), LuaType.nil)
    t.equal(lua.type(thread, 4), LuaType.none)
    t.equal(lua.typeName(thread, 4), 'no value')
    const other = lua.newThread()
    lua.setTop(thread, 2)
    lua.move(thread, other, 2)
    t.same([lua.top(thread), lua.toNumber(other, 1), lua.toNumber(other, 2)], [0, 1, 2])
    lua.reserve(thread, 1000)
    for (let i = 0; i < 1000; i++) lua.pushNil(thread)
    t.equal(lua.top(thread), 1000)
    t.throws(() => lua.reserve(thread, 100_000_000), LuaError)
    lua.freeThread(thread)
    lua.freeThread(other)
  })

  testEngine(engine, 'Lua keeps strings as bytes', (t, lua) => {
    const thread = lua.newThread()
    lua.pushBytes(thread, everyByte)
    t.same([...lua.toBytes(thread, -1)!], [...everyByte])
    t.equal(lua.rawLength(thread, -1), 256)
    lua.pushBytes(thread, Buffer.from(everyByte).subarray(250))
    t.same([...lua.toBytes(thread, -1)!], [250, 251, 252, 253, 254, 255])
    lua.pushLatin1(thread, 'a\0\xff')
    t.same([...lua.toBytes(thread, -1)!], [0x61, 0, 0xff])
    t.equal(lua.toLatin1(thread, -1), 'a\0\xff')
    t.equal(lua.toText(thread, -1), 'a\0\ufffd')
    for (const text of ['', 'ä😀', 'x'.repeat(100_000), 'key']) {
      lua.pushText(thread, text)
      t.equal(lua.toText(thread, -1), text)
      lua.pushKey(thread, text)
      lua.pushKey(thread, text)
      t.equal(lua.toText(thread, -1), text)
      t.ok(lua.rawEqual(thread, -1, -2) && lua.rawEqual(thread, -1, -3))
      lua.setTop(thread, 0)
    }
    for (let i = 0; i < 10_000; i++) {
      lua.pushKey(thread, `key ${i}`)
      lua.setTop(thread, 0)
    }
    lua.pushKey(thread, 'key 9999')
    t.equal(lua.toText(thread, -1), 'key 9999', 'beyond the bound of kept keys')
    lua.freeThread(thread)
  })

  testEngine(engine, 'Lua copies the bytes that it is given', (t, lua) => {
    const bytes = Buffer.from('before')
    const thread = lua.newThread()
    lua.pushBytes(thread, Uint8Array.from(bytes))
    lua.pushText(thread, 'before')
    t.ok(lua.rawEqual(thread, -1, -2))
    lua.freeThread(thread)
  })

  testEngine(engine, 'Lua tells integers from floats', (t, lua) => {
    const thread = lua.newThread()
    const pushed = (push: () => void): [boolean, string] => {
      lua.setTop(thread, 0)
      push()
      return [lua.isInteger(thread, 1), Buffer.from(lua.display(thread, 1)).toString()]
    }
    t.same(pushed(() => lua.pushNumber(thread, 3)), [true, '3'])
    t.same(pushed(() => lua.pushNumber(thread, -2_147_483_648)), [true, '-2147483648'])
    t.same(pushed(() => lua.pushNumber(thread, 1.5)), [false, '1.5'])
    t.same(pushed(() => lua.pushNumber(thread, -0)), [false, '-0.0'])
    t.same(pushed(() => lua.pushFloat(thread, 3)), [false, '3.0'])
    t.same(pushed(() => lua.pushNumber(thread, Infinity)), [false, 'inf'])
    t.same(pushed(() => lua.pushBigInt(thread, 7n)), [true, '7'])
    lua.pushBigInt(thread, -12n)
    t.equal(lua.toBigInt(thread, -1), -12n)
    lua.pushBigInt(thread, 2n ** 40n)
    t.equal(lua.toNumber(thread, -1), 2 ** 40)
    if (engine !== 'fengari') t.equal(lua.toBigInt(thread, -1), 2n ** 40n)
    lua.pushText(thread, ' 0x10 ')
    t.equal(lua.toNumber(thread, -1), 16)
    lua.pushText(thread, 'x')
    t.equal(lua.toNumber(thread, -1), undefined)
    lua.pushBoolean(thread, true)
    t.same([lua.toNumber(thread, -1), lua.toText(thread, -1), lua.toBytes(thread, -1), lua.toLatin1(thread, -1), lua.toThread(thread, -1)], Array(5).fill(undefined))
    lua.freeThread(thread)
  })

  testEngine(engine, 'Lua reads and writes tables', (t, lua) => {
    const thread = lua.newThread()
    lua.pushTable(thread, 2, 2)
    lua.pushText(thread, 'v')
    lua.setField(thread, -2, 'k')
    lua.pushNumber(thread, 10)
    lua.rawSetIndex(thread, -2, 1)
    lua.pushBoolean(thread, true)
    lua.pushNumber(thread, 20)
    lua.rawSet(thread, -3)
    t.equal(lua.top(thread), 1)
    t.equal(lua.rawLength(thread, 1), 1)
    t.equal(lua.getField(thread, 1, 'k'), LuaType.string)
    t.equal(lua.getField(thread, 1, 'none'), LuaType.nil)
    t.equal(lua.rawGetIndex(thread, 1, 1), LuaType.number)
    lua.pushBoolean(thread, true)
    t.equal(lua.rawGet(thread, 1), LuaType.number)
    t.equal(lua.toNumber(thread, -1), 20)
    lua.setTop(thread, 1)
    let keys = 0
    lua.pushNil(thread)
    while (lua.next(thread, 1)) {
      keys++
      lua.pop(thread, 1)
    }
    t.equal(keys, 3)
    t.equal(lua.top(thread), 1)
    t.equal(lua.getMetatable(thread, 1), false)
    lua.pushTable(thread)
    lua.setMetatable(thread, 1)
    t.equal(lua.getMetatable(thread, 1), true)
    t.not(lua.identity(thread, 1), lua.identity(thread, 2))
    lua.pushValue(thread, 1)
    t.equal(lua.identity(thread, 1), lua.identity(thread, 3))
    lua.freeThread(thread)
  })
}
