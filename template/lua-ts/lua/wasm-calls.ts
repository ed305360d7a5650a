import { ArgumentError } from './argument-error.ts'
import { callerPlace } from './caller-place.ts'
import { LuaError } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { nativeMessage } from './native-message.ts'
import type { Address } from './wasm-exports.ts'
import type { WasmMemory } from './wasm-memory.ts'
import type { WasmModule } from './wasm-module.ts'

/** Lends host functions to Lua: gives each an address, once, and makes a Lua error of what it throws. */
export class WasmCalls {
  readonly #lua: Lua
  readonly #module: WasmModule
  readonly #memory: WasmMemory
  readonly #addresses = new Map<(...args: never[]) => unknown, Address>()
  /** What threads that yielded from a host function leave for their continuation. */
  readonly #resumed = new Map<Thread, HostFunction>()
  /** Address of the continuation of every host function that yields. */
  readonly continuation: Address

  constructor(lua: Lua, module: WasmModule, memory: WasmMemory) {
    this.#lua = lua
    this.#module = module
    this.#memory = memory
    const goOn = (t: Thread): number => {
      const resumed = this.#resumed.get(t)!
      this.#resumed.delete(t)
      return this.#guarded(t, resumed)
    }
    this.continuation = module.heap.addFunction(goOn, 'iiii')
  }

  /** Notes what a thread that is about to yield does when it is resumed. */
  whenResumed(t: Thread, resumed: HostFunction): void {
    this.#resumed.set(t, resumed)
  }

  /** The address of a host function; the same for the same function. */
  native(fn: HostFunction): Address {
    return this.#address(fn, () => (t: Thread) => this.#guarded(t, fn), 'ii')
  }

  /** The address of a count hook that calls `tick`. */
  hook(tick: (t: Thread) => void): Address {
    const hook = (t: Thread): void => {
      try {
        tick(t)
      } catch (error) {
        this.#raise(t, error, 0)
      }
    }
    return this.#address(tick, () => hook, 'vii')
  }

  /** How many functions have an address; for tests that look for leaks. */
  get count(): number {
    return this.#addresses.size
  }

  #address<T extends (...args: never[]) => unknown>(key: T, wrapped: () => (...args: never[]) => unknown, signature: string): Address {
    let address = this.#addresses.get(key)
    if (address === undefined) {
      address = this.#module.heap.addFunction(wrapped(), signature)
      this.#addresses.set(key, address)
    }
    return address
  }

  #guarded(t: Thread, fn: HostFunction): number {
    try {
      return fn(t)
    } catch (error) {
      return this.#raise(t, error, 1)
    }
  }

  /**
   * Raises `error` in Lua. Lua's own jumps are thrown as Infinity on their way through: they go on.
   * @param caller 1 in a host function, whose caller is one level up; 0 in a hook
   */
  #raise(t: Thread, error: unknown, caller: 0 | 1): never {
    if (!(error instanceof Error)) throw error
    const { exports } = this.#module
    const L = t as unknown as Address
    if (error instanceof ArgumentError) return this.#memory.withCText(error.message, (address) => exports.luaL_argerror(L, error.index, address))
    if (error instanceof LuaError && error.push) error.push(this.#lua, t)
    else {
      const level = error instanceof LuaError ? error.level : 1
      const place = level > 0 ? callerPlace(this.#lua, t, level - 1 + caller) : undefined
      this.#lua.pushText(t, `${place === undefined ? '' : `${place}: `}${nativeMessage(error)}`)
    }
    return exports.lua_error(L)
  }
}
