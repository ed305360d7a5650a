import { LuaError } from '../lua/engine.ts'
import type { HostFunction, Lua } from '../lua/engine.ts'
import { setFunctions } from '../lua/io-library.ts'
import type { Scheduler } from '../lua/scheduler.ts'

/** Node.js's timers count milliseconds in 31 bits. */
const maxSleepSeconds = 2_147_483

/**
 * The loader of `time`. `time.sleep(seconds)` waits while other requests go on. `time.now()` is the Unix time in
 * seconds with fractions; `time.now_ms()` is whole milliseconds, exact on engines with 32-bit integers too.
 */
export const openTime = (lua: Lua, scheduler: Scheduler): HostFunction => {
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
  lua.pushTable(lua.main)
  setFunctions(lua, { sleep, now, now_ms: nowMs })
  const module = lua.ref(lua.main)
  return (t) => {
    lua.pushRef(t, module)
    return 1
  }
}
