import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WasmExports } from './wasm-exports.ts'
import { WasmGrowth } from './wasm-growth.ts'
import { WasmHeap } from './wasm-heap.ts'
import { jumpImports } from './wasm-jumps.ts'
import { wasmSystem } from './wasm-system.ts'

export interface WasmModule {
  readonly exports: WasmExports
  readonly heap: WasmHeap
  readonly growth: WasmGrowth
}

/** In a bundle the file stands beside it; else it is the package's. */
const wasmFile = async (): Promise<string> => {
  const bundled = join(import.meta.dirname, 'glue.wasm')
  if (existsSync(bundled)) return bundled
  const { createRequire } = await import('node:module')
  return createRequire(`${import.meta.dirname}/`).resolve('wasmoon/dist/glue.wasm')
}

/**
 * Loads the build of Lua 5.4 in the package wasmoon into a memory of its own. Without the package's JavaScript: that
 * brings a file system and more, takes longer to load than Lua itself, and checks its arguments at every call, which
 * costs more than most calls do.
 */
export const wasmModule = async (): Promise<WasmModule> => {
  const growth = new WasmGrowth()
  const heap = new WasmHeap(growth)
  let exports: WasmExports | undefined
  const { env, wasi_snapshot_preview1 } = wasmSystem(heap)
  const imports = { env: { ...env, ...jumpImports(() => exports!) }, wasi_snapshot_preview1 }
  const { instance } = await WebAssembly.instantiate(readFileSync(await wasmFile()), imports)
  exports = instance.exports as unknown as WasmExports
  heap.attach(exports)
  exports.emscripten_stack_init()
  exports.__wasm_call_ctors()
  return { exports, heap, growth }
}
