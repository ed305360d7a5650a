import type { Test } from 'tap'
import type { Lua, Thread } from '../../template/lua-ts/lua/engine.ts'
import { pushExactInteger } from '../../template/lua-ts/lua/records.ts'
import type { RecordRow, RecordShape, RecordValue } from '../../template/lua-ts/lua/records.ts'
import { packed } from './packed.ts'

export const shapeOf = (keys: readonly string[], floats = keys.map(() => false)): RecordShape => ({ keys, floats, null: undefined })

const pushValue = (lua: Lua, t: Thread, value: Exclude<RecordValue, null>, isFloat: boolean): void => {
  if (typeof value === 'string') lua.pushText(t, value)
  else if (typeof value === 'bigint') pushExactInteger(lua, t, value)
  else if (typeof value === 'boolean') lua.pushBoolean(t, value)
  else if (typeof value !== 'number') lua.pushBytes(t, value)
  else if (isFloat) lua.pushFloat(t, value)
  else lua.pushNumber(t, value)
}

/** Pushes the list that `setRecords` must make, filled field by field. */
export const pushPlainRows = (lua: Lua, { keys, floats, null: nothing }: RecordShape, rows: readonly RecordRow[]): void => {
  const t = lua.main
  lua.pushTable(t)
  for (const [i, row] of rows.entries()) {
    lua.pushTable(t)
    for (const [k, key] of keys.entries()) {
      const value = row[k]!
      lua.pushText(t, key)
      if (value !== null) pushValue(lua, t, value, floats[k]!)
      else if (nothing === undefined) lua.pushNil(t)
      else lua.pushRef(t, nothing)
      lua.rawSet(t, -3)
    }
    lua.rawSetIndex(t, -2, i + 1)
  }
}

const compare = `
local function same(a, b)
  if a ~= a then return b ~= b end
  return rawequal(a, b) and math.type(a) == math.type(b) and (a ~= 0 or 1 / a == 1 / b)
end
local function covers(a, b)
  for k, v in next, a do if not same(v, rawget(b, k)) then return false end end
  return true
end
local found, wanted = ...
if #found ~= #wanted then return #found .. " rows" end
for i, row in ipairs(found) do
  if not (covers(row, wanted[i]) and covers(wanted[i], row)) then return "row " .. i end
end
return "the same"`

/** What is wrong with the list on top of the stack, which it takes. */
export const comparedRows = (lua: Lua, shape: RecordShape, rows: readonly RecordRow[]): string => {
  const t = lua.main
  lua.load(t, Buffer.from(compare), '=compare')
  lua.insert(t, -2)
  pushPlainRows(lua, shape, rows)
  lua.call(t, 2, 1)
  const text = lua.toText(t, -1)!
  lua.pop(t, 1)
  return text
}

/** Makes tables of rows and compares them with those that are filled field by field. */
export const checkRows = (t: Test, lua: Lua, shape: RecordShape, rows: readonly RecordRow[], name: string): void => {
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shape, rows)
  t.equal(comparedRows(lua, shape, rows), 'the same', name)
  if (rows.flat().some((value) => typeof value === 'boolean')) return
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shape, packed(rows, shape.floats))
  t.equal(comparedRows(lua, shape, rows), 'the same', `${name}, packed`)
}

/** Runs Lua that takes the list on top of the stack, and gives what it returns. */
export const runLua = (lua: Lua, source: string, args = 0): string | undefined => {
  const t = lua.main
  lua.load(t, Buffer.from(source), '=run')
  lua.insert(t, -1 - args)
  lua.call(t, args, 1)
  const text = lua.toText(t, -1)
  lua.pop(t, 1)
  return text
}
