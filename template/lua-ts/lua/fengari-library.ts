import { ArgumentError, bytesAt, integerAt, wrongType } from './argument-error.ts'
import { latin1Text } from './byte-strings.ts'
import { LuaType } from './engine.ts'
import type { HostFunction, Lua } from './engine.ts'
import { stringFormat } from './string-format.ts'

/** Width of fengari's integers. */
const bits = 32

/** Replaces the functions of fengari's library that are not as Lua 5.3 has them. Call it once, on a new state. */
export const mendLibrary = (lua: Lua): void => {
  replace(lua, 'string', { format: stringFormat(lua, bits), char: stringChar(lua) })
  replace(lua, '_G', { tonumber: toNumber(lua, keptGlobal(lua, 'tonumber')), collectgarbage: collectGarbage(lua) })
}

const keptGlobal = (lua: Lua, name: string): number => {
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, name)
  lua.remove(lua.main, -2)
  return lua.ref(lua.main)
}

const replace = (lua: Lua, library: string, functions: Readonly<Record<string, HostFunction>>): void => {
  const { main } = lua
  lua.pushGlobals(main)
  lua.getField(main, -1, library)
  for (const [name, fn] of Object.entries(functions)) {
    lua.pushFunction(main, fn)
    lua.setField(main, -2, name)
  }
  lua.pop(main, 2)
}

/** `string.char`: fengari's own fails in JavaScript when a value is no byte. */
const stringChar = (lua: Lua): HostFunction => (t) => {
  const bytes = new Uint8Array(lua.top(t))
  for (let i = 0; i < bytes.length; i++) {
    const value = integerAt(lua, t, i + 1)
    if (value < 0 || value > 255) throw new ArgumentError(i + 1, 'value out of range')
    bytes[i] = value
  }
  lua.pushBytes(t, bytes)
  return 1
}

const numeral = /^[ \f\n\r\t\v]*([+-]?)([0-9A-Za-z]+)[ \f\n\r\t\v]*$/

/** `tonumber`: with a base, fengari's own stops at the first wrong digit and cuts what has more than 32 bits. */
const toNumber = (lua: Lua, original: number): HostFunction => (t) => {
  if (lua.type(t, 2) <= LuaType.nil) {
    lua.pushRef(t, original)
    lua.insert(t, 1)
    if (lua.top(t) === 1) throw new ArgumentError(1, 'value expected')
    lua.call(t, lua.top(t) - 1, 1)
    return 1
  }
  const base = integerAt(lua, t, 2)
  if (lua.type(t, 1) !== LuaType.string) throw wrongType(lua, t, 1, 'string')
  if (base < 2 || base > 36) throw new ArgumentError(2, 'base out of range')
  const [, sign, digits = ''] = numeral.exec(latin1Text(bytesAt(lua, t, 1))) ?? []
  const value = sign === undefined ? undefined : valueOf(digits.toLowerCase(), base)
  if (value === undefined) lua.pushNil(t)
  else lua.pushNumber(t, sign === '-' ? 0 - value : value)
  return 1
}

const valueOf = (digits: string, base: number): number | undefined => {
  let value = 0
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36)
    if (worth >= base) return undefined
    value = value * base + worth
  }
  return value
}

/** What Lua's collector answers before anybody has tuned it. */
const firstTuning = 200

/** `collectgarbage`: JavaScript's collector takes no orders, so this one says what it knows and lets the rest be. */
const collectGarbage = (lua: Lua): HostFunction => {
  const tuning: Record<string, number> = { setpause: firstTuning, setstepmul: firstTuning }
  let running = true
  const answers: Readonly<Record<string, HostFunction>> = {
    count: (t) => (lua.pushFloat(t, lua.memoryBytes() / 1024), 1),
    isrunning: (t) => (lua.pushBoolean(t, running), 1),
    step: (t) => (lua.pushBoolean(t, true), 1),
    collect: (t) => (lua.pushNumber(t, 0), 1),
    stop: (t) => ((running = false), lua.pushNumber(t, 0), 1),
    restart: (t) => ((running = true), lua.pushNumber(t, 0), 1),
  }
  return (t) => {
    const option = lua.type(t, 1) <= LuaType.nil ? 'collect' : latin1Text(bytesAt(lua, t, 1))
    const value = lua.type(t, 2) <= LuaType.nil ? 0 : integerAt(lua, t, 2)
    if (Object.hasOwn(answers, option)) return answers[option]!(t)
    if (!Object.hasOwn(tuning, option)) throw new ArgumentError(1, `invalid option '${option}'`)
    lua.pushNumber(t, tuning[option]!)
    tuning[option] = value
    return 1
  }
}
