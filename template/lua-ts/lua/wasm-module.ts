import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Address, WasmExports } from './wasm-exports.ts'

/** What emscripten keeps for the module: views that follow the memory when it grows, and the function table. */
export interface WasmHeap {
  readonly HEAPU8: Uint8Array
  readonly HEAPU32: Uint32Array
  /** Gives a JavaScript function an address. There is no use in taking it back: call it once per function. */
  addFunction(fn: (...args: never[]) => unknown, signature: string): Address
}

export interface WasmModule {
  readonly exports: WasmExports
  readonly heap: WasmHeap
}

// The compiler's library for Node.js has no types for this global.
interface WebAssemblyGlobal {
  instantiate: (source: Uint8Array, imports?: object) => Promise<{ readonly instance: { readonly exports: object } }>
}

// In a bundle the package's own file stands beside it; else the package finds it.
const bundledWasm = (): string | undefined => {
  const file = join(import.meta.dirname, 'glue.wasm')
  return existsSync(file) ? file : undefined
}

/**
 * Loads wasmoon's build of Lua 5.4 into a memory of its own, and takes the module's bare exports: those that wasmoon
 * hands out check the module's state and copy their arguments at every call, which costs more than most calls do.
 */
export const wasmModule = async (): Promise<WasmModule> => {
  const { default: wasmoon } = await import('wasmoon')
  const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyGlobal
  const { instantiate } = webAssembly
  let exports: WasmExports | undefined
  // There is no other way to the instance: wasmoon keeps it to itself.
  webAssembly.instantiate = async (source, imports) => {
    const result = await instantiate(source, imports)
    if ('lua_newstate' in result.instance.exports) exports = result.instance.exports as unknown as WasmExports
    return result
  }
  try {
    const { module } = await new wasmoon.LuaFactory(bundledWasm()).getLuaModule()
    if (!exports) throw new Error('Cannot find the Lua module in the package wasmoon')
    return { exports, heap: module as unknown as WasmHeap }
  } finally {
    webAssembly.instantiate = instantiate
  }
}
