import t from 'tap'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { arePacked, sameText, unpacked } from '../../template/lua-ts/lua/packed-rows.ts'
import type { Rows } from '../../template/lua-ts/lua/packed-rows.ts'
import type { RecordRow, RecordShape } from '../../template/lua-ts/lua/records.ts'
import { engines } from '../support/lua-function.ts'
import { testEngine } from '../support/engine-test.ts'
import { packed } from '../support/packed.ts'

const floats = [false, true, false, false]

const shapeOf = (keys: readonly string[]): RecordShape => ({ keys, floats, null: undefined })

const describe = `local list = ... local out = {}
for i, row in ipairs(list) do
  local fields = {}
  for _, k in ipairs { "a", "b", "c", "d" } do local v = row[k] fields[#fields + 1] = (math.type(v) or type(v)) .. ":" .. tostring(v) end
  out[i] = table.concat(fields, " ")
end
return table.concat(out, "\\n")`

const seen = (lua: Lua, keys: readonly string[], rows: Rows): string => {
  lua.load(lua.main, Buffer.from(describe), '=describe')
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shapeOf(keys), rows)
  lua.call(lua.main, 1, 1)
  const text = lua.toText(lua.main, -1)!
  lua.pop(lua.main, 1)
  return text
}

const many = Array.from({ length: 300 }, (_, i): RecordRow => [i, i / 4, i % 9 === 0 ? null : `user ${i >> 2}`, ['x', '', 'naïve', 'y'.repeat(i)][i & 3]!])
const cases: Readonly<Record<string, readonly RecordRow[]>> = {
  none: [],
  one: [[1, 2, 'three', 'four']],
  'of all kinds': [[-1, -0.5, '', 'a\0b'], [2 ** 31, 2, 'naïve', null], [2n ** 62n, null, null, Buffer.from([255, 0])], [null, 1e300, '', '']],
  many,
  'that say the same': Array.from({ length: 100 }, (_, i) => [7, 7, i % 10 === 5 ? null : 'same', i % 3 === 0 ? 'same' : 'sane']),
  long: [[1, 1, 'x'.repeat(20_000), 'short'], [2, 2, 'y'.repeat(60_000), 'short']],
}

for (const engine of engines) {
  testEngine(engine, 'setRecords() makes the same tables of packed rows as of values', (t, lua) => {
    for (const [name, rows] of Object.entries(cases)) {
      for (const keys of [['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'c']]) t.equal(seen(lua, keys, packed(rows, floats)), seen(lua, keys, rows), name)
    }
    t.match(seen(lua, ['a', 'b', 'c', 'd'], packed(cases['one']!, floats)), 'integer:1 float:2.0 string:three string:four')
  })

  testEngine(engine, 'setRecords() puts a value in the place of null in packed rows', (t, lua) => {
    lua.pushTable(lua.main)
    const shape = { ...shapeOf(['a', 'b']), null: lua.ref(lua.main) }
    lua.load(lua.main, Buffer.from('local list, null = ... return list[1].a == null and list[1].b == 2 and list[2].b == null'), '=null')
    lua.pushTable(lua.main)
    lua.setRecords(lua.main, 1, shape, packed([[null, 2], [1, null]], floats))
    lua.pushRef(lua.main, shape.null)
    lua.call(lua.main, 2, 1)
    t.ok(lua.toBoolean(lua.main, -1))
    lua.pop(lua.main, 1)
  })
}

t.test('unpacked() gives the values', async (t) => {
  const rows: RecordRow[] = [[1, 2.5, 'text', null], [2n ** 60n, null, '', 'é']]
  t.same(unpacked(packed(rows, floats)), rows.map((row) => row.map((value) => (typeof value === 'string' ? Buffer.from(value) : value))))
  t.ok(arePacked(packed(rows, floats)))
  t.notOk(arePacked(rows))
})

t.test('sameText() compares short texts', async (t) => {
  const bytes = Buffer.from(`abcabd${'x'.repeat(200)}`)
  t.ok(sameText(bytes, 0, 3, 2))
  t.ok(sameText(bytes, 0, 3, 0))
  t.notOk(sameText(bytes, 0, 3, 3))
  t.notOk(sameText(bytes, 6, 7, 100), 'long ones count as different')
})
