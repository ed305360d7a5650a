import { ArgumentError, numberAt, wrongType } from './argument-error.ts'
import { breakDown, formatDate, localTime } from './date-format.ts'
import type { BrokenDownTime } from './date-format.ts'
import { LuaError, LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { noTapes } from './tapes.ts'
import type { Tapes } from './tapes.ts'

export interface OsOptions {
  readonly ofCall?: () => Environment | undefined
  readonly tapes?: Tapes
}

/** The environment as the process got it. */
export type Environment = Readonly<Record<string, string | undefined>>

// Names of variables that are likely to hold a secret.
const secretName = /key|secret|token|passw|credential/i

const dateFields = ['year', 'month', 'day', 'hour', 'min', 'sec', 'wday', 'yday'] as const

/**
 * Gives Lua's `os` library the host's own clock, calendar and environment, the same on every engine.
 * `ofCall` tells the variables of the call that runs, which go before those of the process.
 */
export const installOs = (lua: Lua, environment: Environment, { ofCall = () => undefined, tapes = noTapes }: OsOptions = {}): void => {
  const clock = tapes.taped('os', clockFunctions(lua), 'ambient')
  const functions = {
    clock: clock.clock,
    date: (t) => (lua.type(t, 2) > LuaType.nil ? date(lua, t, numberAt(lua, t, 2)) : clock.date(t)),
    difftime: (t) => {
      lua.pushFloat(t, numberAt(lua, t, 1) - numberAt(lua, t, 2))
      return 1
    },
    getenv: (t) => {
      const name = lua.toText(t, 1)
      if (name === undefined) throw wrongType(lua, t, 1, 'string')
      const own = ofCall()
      const value = own !== undefined && Object.hasOwn(own, name) ? own[name] : Object.hasOwn(environment, name) ? environment[name] : undefined
      if (value !== undefined && secretName.test(name)) tapes.addSecret(name, Buffer.from(value))
      if (value === undefined) lua.pushNil(t)
      else lua.pushText(t, value)
      return 1
    },
    time: (t) => {
      if (lua.type(t, 1) <= LuaType.nil) return clock.time(t)
      lua.pushNumber(t, tableTime(lua, t))
      return 1
    },
  } satisfies Record<string, HostFunction>
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'os')
  for (const [name, fn] of Object.entries(functions)) {
    lua.pushFunction(lua.main, fn)
    lua.setField(lua.main, -2, name)
  }
  lua.pop(lua.main, 2)
}

/** What tells the time that it is. */
const clockFunctions = (lua: Lua) =>
  ({
    clock: (t) => {
      const { user, system } = process.cpuUsage()
      lua.pushFloat(t, (user + system) / 1e6)
      return 1
    },
    date: (t) => date(lua, t, Date.now() / 1000),
    time: (t) => {
      lua.pushNumber(t, Math.floor(Date.now() / 1000))
      return 1
    },
  }) satisfies Record<string, HostFunction>

const date = (lua: Lua, t: Thread, seconds: number): number => {
  const given = lua.type(t, 1) > LuaType.nil ? lua.toLatin1(t, 1) : '%c'
  if (given === undefined) throw wrongType(lua, t, 1, 'string')
  const utc = given.startsWith('!')
  const format = utc ? given.slice(1) : given
  if (Math.abs(seconds) > 8.64e12) throw new LuaError('time out of range')
  const time = breakDown(seconds, utc)
  if (format.startsWith('*t')) pushDate(lua, t, time)
  else lua.pushLatin1(t, formatted(format, time))
  return 1
}

const formatted = (format: string, time: BrokenDownTime): string => {
  try {
    return formatDate(format, time)
  } catch (cause) {
    throw new ArgumentError(1, (cause as Error).message)
  }
}

const pushDate = (lua: Lua, t: Thread, time: BrokenDownTime): void => {
  lua.pushTable(t, 0, 9)
  for (const field of dateFields) {
    lua.pushNumber(t, time[field])
    lua.setField(t, -2, field)
  }
  lua.pushBoolean(t, time.isdst)
  lua.setField(t, -2, 'isdst')
}

type DateFields = readonly [year: number, month: number, day: number, hour: number, min: number, sec: number]

/** Reads the fields in the order of the language's version, which tells by its error which one is wrong. */
const dateFieldsOf = (version: string, field: (name: string, missing?: number) => number): DateFields => {
  const readers = [() => field('year'), () => field('month'), () => field('day'), () => field('hour', 12), () => field('min', 0), () => field('sec', 0)]
  if (version !== '5.3') return readers.map((read) => read()) as unknown as DateFields
  return readers.reverse().map((read) => read()).reverse() as unknown as DateFields
}

/** As C's mktime: fields may overflow into each other, and the table is put right. */
const tableTime = (lua: Lua, t: Thread): number => {
  if (lua.type(t, 1) !== LuaType.table) throw wrongType(lua, t, 1, 'table')
  const field = (name: string, missing?: number): number => {
    lua.getField(t, 1, name)
    const value = lua.toNumber(t, -1)
    const absent = lua.type(t, -1) === LuaType.nil
    lua.pop(t, 1)
    if (value === undefined && absent && missing !== undefined) return missing
    if (value === undefined) throw new LuaError(`field '${name}' ${absent ? 'missing in date table' : 'is not an integer'}`)
    if (!Number.isInteger(value)) throw new LuaError(`field '${name}' is not an integer`)
    return value
  }
  const fields = dateFieldsOf(lua.version, field)
  const isdst = lua.getField(t, 1, 'isdst') === LuaType.nil ? undefined : lua.toBoolean(t, -1)
  lua.pop(t, 1)
  const seconds = localTime(fields, isdst)
  if (Number.isNaN(seconds)) throw new LuaError('time result cannot be represented in this installation')
  const time = breakDown(seconds, false)
  for (const name of dateFields) {
    lua.pushNumber(t, time[name])
    lua.setField(t, 1, name)
  }
  lua.pushBoolean(t, time.isdst)
  lua.setField(t, 1, 'isdst')
  return seconds
}
