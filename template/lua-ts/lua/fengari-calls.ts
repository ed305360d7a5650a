import type { State } from 'fengari'
import { ArgumentError } from './argument-error.ts'
import { utf8Bytes } from './byte-strings.ts'
import { callerPlace } from './caller-place.ts'
import { LuaError } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { thread } from './fengari-modules.ts'
import type { FengariModules } from './fengari-modules.ts'
import { nativeMessage } from './native-message.ts'

type NativeFunction = (L: State) => number

/** Lends host functions to fengari: what they throw becomes a Lua error. */
export class FengariCalls {
  readonly #lua: Lua
  readonly #modules: FengariModules
  readonly #natives = new WeakMap<HostFunction, NativeFunction>()

  constructor(lua: Lua, modules: FengariModules) {
    this.#lua = lua
    this.#modules = modules
  }

  /** The function to give to fengari; always the same for the same host function. */
  native(fn: HostFunction): NativeFunction {
    const known = this.#natives.get(fn)
    if (known) return known
    const native = (L: State): number => {
      try {
        return fn(thread(L))
      } catch (error) {
        return this.#raise(L, error, 1)
      }
    }
    this.#natives.set(fn, native)
    return native
  }

  /** Continuation of a host function that yielded: runs what it left behind. */
  readonly resumed = (L: State, _status: number, resumed: HostFunction): number => {
    try {
      return resumed(thread(L))
    } catch (error) {
      return this.#raise(L, error, 1)
    }
  }

  /** The count hook that calls `tick`. */
  hook(tick: (t: Thread) => void): (L: State) => void {
    return (L) => {
      try {
        tick(thread(L))
      } catch (error) {
        this.#raise(L, error, 0)
      }
    }
  }

  /**
   * Raises `error` in Lua. fengari's own jumps (errors, yields) are plain objects on their way through: they go on.
   * @param caller 1 in a host function, whose caller is one level up; 0 in a hook
   */
  #raise(L: State, error: unknown, caller: 0 | 1): never {
    if (!(error instanceof Error)) throw error
    const { api, auxiliary } = this.#modules
    const t = thread(L)
    if (error instanceof ArgumentError) return auxiliary.luaL_argerror(L, error.index, utf8Bytes(error.message))
    if (error instanceof LuaError && error.push) error.push(this.#lua, t)
    else {
      const level = error instanceof LuaError ? error.level : 1
      const place = level > 0 ? callerPlace(this.#lua, t, level - 1 + caller) : undefined
      this.#lua.pushText(t, `${place === undefined ? '' : `${place}: `}${nativeMessage(error)}`)
    }
    return api.lua_error(L)
  }
}
