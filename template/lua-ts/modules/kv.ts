import { LuaError, LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { argumentError, gotType, isAbsent, latin1Argument, numberArgument } from './arguments.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { ValueCache } from './value-cache.ts'
import type { CachedValue } from './value-cache.ts'

const longestTtlSeconds = 1e9

/** Opens `kv`: values that all requests of this process share, with a time to live and a bound on their size. */
export const openKv: OpenModule = ({ lua, settings, tapes, testing }) => {
  const cache = new ValueCache(settings.luaKvBytes, testing && (() => performance.now() + testing.skippedMs()))
  testing?.keeps(cache)
  const answer = (t: Thread, value: boolean): number => {
    lua.pushBoolean(t, value)
    return 1
  }
  const put = (t: Thread, name: string): number => {
    const key = latin1Argument(lua, t, 1, name)
    const kept = cache.set(key, valueAt(lua, t, name), ttlMsAt(lua, t, 3, name))
    if (!kept) throw new LuaError(`value of "${Buffer.from(key, 'latin1').toString()}" is larger than lua_kv_bytes allows for all values`)
    return answer(t, true)
  }
  const functions: Record<string, HostFunction> = {
    get: (t) => {
      pushValue(lua, t, cache.get(latin1Argument(lua, t, 1, 'get')))
      return 1
    },
    set: (t) => put(t, 'set'),
    add: (t) => (cache.get(latin1Argument(lua, t, 1, 'add')) === undefined ? put(t, 'add') : answer(t, false)),
    incr: (t) => increment(lua, t, cache),
    delete: (t) => answer(t, cache.delete(latin1Argument(lua, t, 1, 'delete'))),
    clear: () => {
      cache.clear()
      return 0
    },
  }
  return functionModule(lua, tapes.taped('kv', functions))
}

const valueAt = (lua: Lua, t: Thread, name: string): CachedValue => {
  switch (lua.type(t, 2)) {
    case LuaType.string:
      return lua.toLatin1(t, 2)!
    case LuaType.number:
      return lua.isInteger(t, 2) ? lua.toBigInt(t, 2) : lua.toNumber(t, 2)!
    case LuaType.boolean:
      return lua.toBoolean(t, 2)
    case LuaType.table:
      throw argumentError(2, name, 'a table can\'t be kept: keep json.encode(value)')
    default:
      throw argumentError(2, name, `string, number or boolean expected, got ${gotType(lua, t, 2)}`)
  }
}

const ttlMsAt = (lua: Lua, t: Thread, index: number, name: string): number => {
  if (isAbsent(lua, t, index)) return Infinity
  const seconds = numberArgument(lua, t, index, name)
  if (!(seconds > 0 && seconds <= longestTtlSeconds)) throw argumentError(index, name, `seconds from 0 to ${longestTtlSeconds} expected, got ${seconds}`)
  return seconds * 1000
}

const pushValue = (lua: Lua, t: Thread, value: CachedValue | undefined): void => {
  if (value === undefined) lua.pushNil(t)
  else if (typeof value === 'string') lua.pushLatin1(t, value)
  else if (typeof value === 'bigint') lua.pushBigInt(t, value)
  else if (typeof value === 'number') lua.pushFloat(t, value)
  else lua.pushBoolean(t, value)
}

/** `incr(key, by, ttl)`: adds to a number, from 0 when there is none; `ttl` counts from the first. */
const increment = (lua: Lua, t: Thread, cache: ValueCache): number => {
  const key = latin1Argument(lua, t, 1, 'incr')
  const by = isAbsent(lua, t, 2) ? 1n : numberAt(lua, t)
  const found = cache.get(key)
  if (found !== undefined && typeof found !== 'bigint' && typeof found !== 'number') {
    throw new LuaError(`bad argument #1 to 'incr' (value of "${Buffer.from(key, 'latin1').toString()}" is a ${typeof found}, not a number)`)
  }
  const sum = added(found ?? 0n, by)
  if (found === undefined) cache.set(key, sum, ttlMsAt(lua, t, 3, 'incr'))
  else cache.update(key, sum)
  pushValue(lua, t, sum)
  return 1
}

const numberAt = (lua: Lua, t: Thread): bigint | number => {
  const by = numberArgument(lua, t, 2, 'incr')
  return lua.isInteger(t, 2) ? lua.toBigInt(t, 2) : by
}

// As Lua adds: two integers give an integer of 64 bits, anything else a float.
const added = (a: bigint | number, b: bigint | number): bigint | number =>
  typeof a === 'bigint' && typeof b === 'bigint' ? BigInt.asIntN(64, a + b) : Number(a) + Number(b)
