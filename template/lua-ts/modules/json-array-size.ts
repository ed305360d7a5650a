import { LuaType } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'
import { unserialisable } from './json-error.ts'
import type { JsonSettings } from './json-settings.ts'

/** In place of a size: the table is written as an object. */
export const isObject = -1

// A larger index makes an object, as it does in cjson: no text could hold an array of that length.
const maxLength = 0x7fffffff

/**
 * How many items the table on top has as a JSON array, holes counted, or `isObject`. An array has positive whole
 * keys only; an empty table is one by `settings` or when `isEmptyArray`. @throws LuaError when it is mostly holes
 */
export const arraySize = (lua: Lua, t: Thread, settings: Readonly<JsonSettings>, isEmptyArray: boolean): number => {
  let items = 0
  let max = 0
  lua.pushNil(t)
  while (lua.next(t, -2)) {
    lua.pop(t, 1)
    const key = lua.type(t, -1) === LuaType.number ? lua.toNumber(t, -1)! : 0
    if (key < 1 || key > maxLength || !Number.isInteger(key)) {
      lua.pop(t, 1)
      return isObject
    }
    if (key > max) max = key
    items++
  }
  if (items === 0) return isEmptyArray || !settings.encodeEmptyTableAsObject ? 0 : isObject
  return isSparse(items, max, settings) ? isObject : max
}

const isSparse = (items: number, max: number, settings: Readonly<JsonSettings>): boolean => {
  const { encodeSparseConvert, encodeSparseRatio, encodeSparseSafe } = settings
  if (encodeSparseRatio === 0 || max <= items * encodeSparseRatio || max <= encodeSparseSafe) return false
  if (!encodeSparseConvert) throw unserialisable('table', 'excessively sparse array')
  return true
}
