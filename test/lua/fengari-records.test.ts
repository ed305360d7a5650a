import type { RecordShape } from '../../template/lua-ts/lua/records.ts'
import { testEngine } from '../support/engine-test.ts'

const shapeOf = (keys: readonly string[]): RecordShape => ({ keys, floats: keys.map(() => false), null: undefined })

testEngine('fengari', 'FengariRecords keeps rows and fields in their order', (t, lua) => {
  lua.load(lua.main, Buffer.from('local out = {} for i, row in pairs((...)) do for k, v in pairs(row) do out[#out + 1] = i .. k .. v end end return table.concat(out, " ")'), '=order')
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shapeOf(['z', 'a']), [[1, 2], [3, 4]])
  lua.call(lua.main, 1, 1)
  t.equal(lua.toText(lua.main, -1), '1z1 1a2 2z3 2a4')
  lua.pop(lua.main, 1)
})
