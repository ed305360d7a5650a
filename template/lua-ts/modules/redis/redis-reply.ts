import type { Lua, Thread } from '../../lua/engine.ts'
import type { RedisValue } from './redis-connection.ts'

const integer = /^-?\d+$/

/**
 * Pushes a server's answer: text as bytes, integers with all their digits, arrays and maps as tables. No value is
 * nil; in an array it is false, as in Redis's own scripts, so that the array has no holes.
 */
export const pushReply = (lua: Lua, t: Thread, value: RedisValue): void => {
  lua.reserve(t, 4)
  if (value === null || value === undefined) lua.pushNil(t)
  else if (Buffer.isBuffer(value)) lua.pushBytes(t, value)
  else if (typeof value === 'string') {
    if (integer.test(value)) lua.pushBigInt(t, BigInt(value))
    else lua.pushText(t, value)
  } else if (typeof value === 'number') lua.pushNumber(t, value)
  else if (typeof value === 'boolean') lua.pushBoolean(t, value)
  else if (value instanceof Map) pushMap(lua, t, value)
  else if (value instanceof Error) lua.pushText(t, value.message)
  else pushList(lua, t, value as readonly RedisValue[])
}

const pushList = (lua: Lua, t: Thread, list: readonly RedisValue[]): void => {
  lua.pushTable(t, list.length)
  list.forEach((each, i) => {
    if (each === null) lua.pushBoolean(t, false)
    else pushReply(lua, t, each)
    lua.rawSetIndex(t, -2, i + 1)
  })
}

const pushMap = (lua: Lua, t: Thread, map: ReadonlyMap<RedisValue, RedisValue>): void => {
  lua.pushTable(t, 0, map.size)
  for (const [name, each] of map) {
    pushReply(lua, t, name)
    if (each === null) lua.pushBoolean(t, false)
    else pushReply(lua, t, each)
    lua.rawSet(t, -3)
  }
}
