import t from 'tap'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { arraySize, isObject } from '../../template/lua-ts/modules/json-array-size.ts'
import { jsonSettings } from '../../template/lua-ts/modules/json-settings.ts'
import type { JsonSettings } from '../../template/lua-ts/modules/json-settings.ts'
import { luaWithJson } from './json-lua.ts'

const size = async (keys: readonly number[], settings: Partial<JsonSettings> = {}, isEmptyArray = false): Promise<number> => {
  const lua = await luaWithJson()
  lua.pushTable(lua.main)
  for (const key of keys) {
    lua.pushNumber(lua.main, key)
    lua.pushBoolean(lua.main, true)
    lua.rawSet(lua.main, -3)
  }
  const result = arraySize(lua, lua.main, { ...jsonSettings(), ...settings }, isEmptyArray)
  if (lua.top(lua.main) !== 1) throw new Error('The stack is not as it was')
  return result
}

t.test('arraySize() counts holes when keys are positive and whole', async (t) => {
  t.equal(await size([1, 2, 3]), 3)
  t.equal(await size([10]), 10)
  t.equal(await size([6, 1, 9]), 9)
  for (const keys of [[0], [-1], [1, 2.5], [2 ** 31]]) t.equal(await size(keys), isObject, String(keys))
})

t.test('arraySize() takes an empty table for an array only when told to', async (t) => {
  t.equal(await size([]), isObject)
  t.equal(await size([], {}, true), 0)
  t.equal(await size([], { encodeEmptyTableAsObject: false }), 0)
})

t.test('arraySize() refuses or converts when most of the array is holes', async (t) => {
  await t.rejects(size([1, 11]), LuaError)
  t.equal(await size([1, 11], { encodeSparseConvert: true }), isObject)
  t.equal(await size([1, 11], { encodeSparseSafe: 11 }), 11)
  t.equal(await size([1, 11], { encodeSparseRatio: 6 }), 11)
  t.equal(await size([1, 11], { encodeSparseRatio: 0 }), 11)
})
