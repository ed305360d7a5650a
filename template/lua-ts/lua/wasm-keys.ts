import type { Lua, Thread } from './engine.ts'
import type { Address, WasmExports } from './wasm-exports.ts'

const maxKeys = 4096
// Names come from clients too: what is kept of those must be small.
const maxKeyLength = 64

/** Names of fields as strings of Lua, kept so that each is copied into the WebAssembly memory once. */
export class WasmKeys {
  readonly #lua: Lua
  readonly #api: WasmExports
  readonly #registry: number
  /** References to the strings, in the type in which Lua takes them. */
  readonly #refs = new Map<string, bigint>()

  constructor(lua: Lua, api: WasmExports, registry: number) {
    this.#lua = lua
    this.#api = api
    this.#registry = registry
  }

  push(t: Thread, name: string): void {
    const lua = this.#lua
    const known = this.#refs.get(name)
    if (known !== undefined) {
      this.#api.lua_rawgeti(t as unknown as Address, this.#registry, known)
      return
    }
    lua.pushText(t, name)
    if (this.#refs.size >= maxKeys || name.length > maxKeyLength) return
    lua.pushValue(t, -1)
    this.#refs.set(name, BigInt(lua.ref(t)))
  }
}
