import { LuaError } from '../lua/engine.ts'
import type { HostFunction, Lua } from '../lua/engine.ts'
import { setFunctions } from '../lua/set-functions.ts'
import type { Scheduler } from '../lua/scheduler.ts'
import type { Tapes } from '../lua/tapes.ts'
import { argumentError, isAbsent, latin1Argument, numberArgument } from './arguments.ts'
import { pushFailure } from './failure.ts'
import { isoTime, parseIsoTime } from './iso-time.ts'

/** Node.js's timers count milliseconds in 31 bits. */
const maxSleepSeconds = 2_147_483

/**
 * The loader of `time`. `time.sleep(seconds)` waits while other requests go on. `time.now()` is the Unix time in
 * seconds with fractions; `time.now_ms()` is whole milliseconds, exact on engines with 32-bit integers too.
 * `time.iso(seconds)` writes a Unix time as ISO 8601, and `time.parse(text)` reads one.
 */
export const openTime = (lua: Lua, scheduler: Scheduler, tapes: Tapes): HostFunction => {
  const sleep: HostFunction = (t) => {
    const seconds = lua.toNumber(t, 1)
    if (seconds === undefined || !(seconds >= 0 && seconds <= maxSleepSeconds)) {
      throw new LuaError(`bad argument #1 to 'sleep' (seconds from 0 to ${maxSleepSeconds} expected)`)
    }
    return scheduler.wait(t, (settle) => {
      const timer = setTimeout(() => settle(() => 0), seconds * 1000)
      return () => clearTimeout(timer)
    })
  }
  const now: HostFunction = (t) => {
    lua.pushFloat(t, Date.now() / 1000)
    return 1
  }
  const nowMs: HostFunction = (t) => {
    lua.pushNumber(t, Date.now())
    return 1
  }
  const isoNow: HostFunction = (t) => {
    lua.pushLatin1(t, isoTime(Date.now() / 1000)!)
    return 1
  }
  const clock = tapes.taped('time', { sleep, now, now_ms: nowMs, iso: isoNow }, 'ambient')
  const iso: HostFunction = (t) => {
    if (isAbsent(lua, t, 1)) return clock.iso(t)
    const seconds = numberArgument(lua, t, 1, 'iso')
    const text = isoTime(seconds)
    if (text === undefined) throw argumentError(1, 'iso', `seconds of a year from 0 to 9999 expected, got ${seconds}`)
    lua.pushLatin1(t, text)
    return 1
  }
  const parse: HostFunction = (t) => {
    const text = latin1Argument(lua, t, 1, 'parse')
    const seconds = parseIsoTime(text)
    if (seconds === undefined) return pushFailure(lua, t, `not a time of ISO 8601: ${JSON.stringify(text.slice(0, 40))}`)
    lua.pushNumber(t, seconds)
    return 1
  }
  lua.pushTable(lua.main)
  setFunctions(lua, { ...clock, iso, parse })
  const module = lua.ref(lua.main)
  return (t) => {
    lua.pushRef(t, module)
    return 1
  }
}
