import { LuaType } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'
import { argumentError, gotType } from './arguments.ts'
import { encodeValue } from './json.ts'
import type { JwtOptions } from './jwt.ts'
import { listAt } from './list-arguments.ts'

const optionNames: readonly string[] = ['algorithms', 'issuer', 'audience', 'leeway']

/** The claims of a token to be signed: a table, as JSON. @throws LuaError */
export const jwtClaimsAt = (lua: Lua, t: Thread, index: number): Uint8Array => {
  if (lua.type(t, index) !== LuaType.table) throw argumentError(index, 'jwt_sign', `table of claims expected, got ${gotType(lua, t, index)}`)
  return encodeValue(lua, t, index)
}

/** The options of `crypto.jwt_verify`. @throws LuaError when `algorithms` is missing or an option is misspelt */
export const jwtOptionsAt = (lua: Lua, t: Thread, index: number): JwtOptions => {
  const wrong = (problem: string) => argumentError(index, 'jwt_verify', problem)
  if (lua.type(t, index) !== LuaType.table) throw wrong(`table with algorithms expected, got ${gotType(lua, t, index)}`)
  lua.reserve(t, 4)
  lua.pushNil(t)
  while (lua.next(t, index)) {
    lua.pop(t, 1)
    const name = lua.type(t, -1) === LuaType.string ? lua.toText(t, -1)! : lua.typeName(t, -1)
    if (!optionNames.includes(name)) throw wrong(`no option "${name}": expected ${optionNames.join(', ')}`)
  }
  const algorithmsType = lua.getField(t, index, 'algorithms')
  if (algorithmsType !== LuaType.table) throw wrong('algorithms, a list such as { "RS256" }, expected: the token must not choose')
  const algorithms = listAt(lua, t, lua.top(t), 'jwt_verify')
  lua.pop(t, 1)
  const text = (name: string): string | undefined => {
    const type = lua.getField(t, index, name)
    const value = type === LuaType.string ? lua.toText(t, -1) : undefined
    lua.pop(t, 1)
    if (type !== LuaType.nil && value === undefined) throw wrong(`${name} must be a string`)
    return value
  }
  const leewayType = lua.getField(t, index, 'leeway')
  const leewaySeconds = leewayType === LuaType.number ? lua.toNumber(t, -1) : undefined
  if (leewayType !== LuaType.nil && leewaySeconds === undefined) throw wrong('leeway must be seconds')
  lua.pop(t, 1)
  return { algorithms, issuer: text('issuer'), audience: text('audience'), leewaySeconds }
}
