import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Address, WasmExports } from './wasm-exports.ts'
import { WasmGrowth } from './wasm-growth.ts'
import type { Resize } from './wasm-growth.ts'
import { setJumps } from './wasm-jumps.ts'
import type { JumpImports } from './wasm-jumps.ts'

/** What emscripten keeps for the module: views that follow the memory when it grows, and the function table. */
export interface WasmHeap {
  readonly HEAPU8: Uint8Array
  readonly HEAP32: Int32Array
  readonly HEAPU32: Uint32Array
  /** Gives a JavaScript function an address. There is no use in taking it back: call it once per function. */
  addFunction(fn: (...args: never[]) => unknown, signature: string): Address
}

export interface WasmModule {
  readonly exports: WasmExports
  readonly heap: WasmHeap
  readonly growth: WasmGrowth
}

/** What the module takes from emscripten's side. */
interface WasmImports {
  readonly env?: JumpImports & { emscripten_resize_heap: Resize }
}

// The compiler's library for Node.js has no types for this global.
interface WebAssemblyGlobal {
  /** A compiled module in place of bytes, as others that load at the same time may give, gets no pair but an instance. */
  instantiate: (source: Uint8Array, imports: WasmImports | undefined) => Promise<{ readonly instance?: { readonly exports: object } }>
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
export const wasmModule = (): Promise<WasmModule> => {
  // One after the other, since each stands between wasmoon and WebAssembly meanwhile.
  const loaded = before ? before.then(load) : load()
  before = loaded.catch(() => undefined)
  return loaded
}

let before: Promise<unknown> | undefined

const load = async (): Promise<WasmModule> => {
  const { default: wasmoon } = await import('wasmoon')
  const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyGlobal
  const { instantiate } = webAssembly
  const growth = new WasmGrowth()
  let exports: WasmExports | undefined
  // There is no other way to the instance: wasmoon keeps it to itself.
  webAssembly.instantiate = async (source, imports) => {
    const env = imports?.env
    if (env?.emscripten_resize_heap) {
      env.emscripten_resize_heap = growth.guarded(env.emscripten_resize_heap)
      setJumps(env, () => exports!)
    }
    const result = await instantiate(source, imports)
    const found = result.instance?.exports
    if (found && 'lua_newstate' in found) exports = found as unknown as WasmExports
    return result
  }
  try {
    const { module } = await new wasmoon.LuaFactory(bundledWasm()).getLuaModule()
    if (!exports) throw new Error('Cannot find the Lua module in the package wasmoon')
    growth.watch(exports.memory)
    return { exports, heap: module as unknown as WasmHeap, growth }
  } finally {
    webAssembly.instantiate = instantiate
  }
}
