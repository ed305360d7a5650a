import type { KeptValue } from '../../template/lua-ts/host/recording.ts'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { HandleNumbers } from '../../template/lua-ts/lua/handle-numbers.ts'
import { KeptValues } from '../../template/lua-ts/lua/kept-values.ts'
import { jsonValues } from '../../template/lua-ts/modules/json-values.ts'
import { loaded, testEngine } from '../support/engine-test.ts'
import { engines } from '../support/lua-function.ts'

/** The values that Lua code returns. */
const valuesOf = (lua: Lua, values: KeptValues, source: string, handles = new HandleNumbers()): KeptValue[] => {
  const thread = loaded(lua, source)
  lua.call(thread, 0, -1)
  const read = Array.from({ length: lua.top(thread) }, (_, i) => values.read(thread, i + 1, handles))
  lua.freeThread(thread)
  return read
}

for (const engine of engines) {
  testEngine(engine, 'KeptValues read() tells integers from floats and has the bytes of strings', (t, lua) => {
    const values = new KeptValues(lua)
    t.same(valuesOf(lua, values, 'return nil, true, 1, 2.5, 1.0, "a\\255\\0", print'), [null, true, 1n, 2.5, 1, 'a\xff\0', { named: 'function' }])
    t.ok(values.bytes > 7 * 16)
  })

  testEngine(engine, 'KeptValues push() makes again what read() has read', (t, lua) => {
    const values = new KeptValues(lua)
    const [kept] = valuesOf(lua, values, 'return { 1, "two", { x = 2.5 }, [10] = true, name = "n" }')
    t.match(kept, { kind: undefined, list: [1n, 'two', { list: [], fields: [['x', 2.5]] }] })
    lua.pushFunction(lua.main, (thread) => {
      values.push(thread, kept!, new HandleNumbers())
      return 1
    })
    lua.pushGlobals(lua.main)
    lua.insert(lua.main, -2)
    lua.setField(lua.main, -2, 'again')
    lua.pop(lua.main, 1)
    t.same(valuesOf(lua, values, 'local v = again() return v[1], v[2], v[3].x, v[10], v.name, #v, math.type(v[1])'), [1n, 'two', 2.5, true, 'n', 3n, 'integer'])
  })

  testEngine(engine, 'KeptValues knows the tables and constants of the host', (t, lua) => {
    const values = new KeptValues(lua)
    const handles = new HandleNumbers()
    const { arrayMt, null: nothing } = jsonValues(lua)
    const { main } = lua
    lua.pushTable(main)
    const metatable = lua.ref(main)
    values.addKind('thing', metatable, true)
    values.push(main, { kind: 'array', list: [1n], fields: [] }, handles)
    t.equal(lua.getMetatable(main, -1), true)
    lua.pushRef(main, arrayMt)
    t.equal(lua.rawEqual(main, -1, -2), true)
    lua.pop(main, 2)
    t.same(values.read(main, -1, handles), { kind: 'array', list: [1n], fields: [] })
    values.push(main, { named: 'json.null' }, handles)
    lua.pushRef(main, nothing)
    t.equal(lua.rawEqual(main, -1, -2), true)
    t.same(values.read(main, -1, handles), { named: 'json.null' })
    values.push(main, { kind: 'thing', handle: 7 }, handles)
    t.same(values.read(main, -1, handles), { kind: 'thing', handle: 7 })
    lua.setTop(main, 0)
  })

  testEngine(engine, 'KeptValues numbers handles in the order in which they come', (t, lua) => {
    const values = new KeptValues(lua)
    const { main } = lua
    lua.pushTable(main)
    const metatable = lua.ref(main)
    values.addKind('thing', metatable, true)
    const earlier = new HandleNumbers()
    for (let i = 0; i < 2; i++) {
      lua.pushTable(main)
      lua.pushRef(main, metatable)
      lua.setMetatable(main, -2)
    }
    t.same(values.read(main, 1, earlier, { isNew: true }), { kind: 'thing', handle: 1 })
    const handles = new HandleNumbers(earlier)
    t.same(values.read(main, 1, handles), { kind: 'thing', handle: 1 }, 'known from before')
    t.same(values.read(main, 2, handles), { kind: 'thing', handle: 2 })
    t.same(values.read(main, 2, handles), { kind: 'thing', handle: 2 })
    t.same(values.read(main, 2, handles, { isNew: true }), { kind: 'thing', handle: 3 }, 'told to be another one')
    lua.setTop(main, 0)
  })

  testEngine(engine, 'KeptValues push() pushes the functions that it knows', (t, lua) => {
    const values = new KeptValues(lua)
    values.addFunction('database.next', (thread) => lua.pushNumber(thread, 42))
    values.push(lua.main, { named: 'database.next' }, new HandleNumbers())
    t.equal(lua.toNumber(lua.main, -1), 42)
    values.push(lua.main, { named: 'function' }, new HandleNumbers())
    t.equal(lua.typeName(lua.main, -1), 'nil')
    lua.setTop(lua.main, 0)
  })

  testEngine(engine, 'KeptValues read() comes to an end with tables that hold themselves', (t, lua) => {
    const [kept] = valuesOf(lua, new KeptValues(lua), 'local v = {} v.v = v return v')
    t.match(JSON.stringify(kept), /"named":"table"/)
  })
}
