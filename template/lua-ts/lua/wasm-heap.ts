import type { Address, WasmExports } from './wasm-exports.ts'
import type { WasmGrowth } from './wasm-growth.ts'

/** Entries that the function table grows by. */
const entriesAtOnce = 64

/** The WebAssembly memory as numbers, and the table of functions that C calls. */
export class WasmHeap {
  readonly #growth: WasmGrowth
  #exports: Pick<WasmExports, 'memory' | '__indirect_function_table'> | undefined
  /** Other views after each growth: ask for them anew after every call that may allocate. */
  HEAPU8 = new Uint8Array()
  HEAP32 = new Int32Array()
  HEAPU32 = new Uint32Array()
  #nextAddress: Address = 0
  readonly #wrappers = new Map<string, object>()

  constructor(growth: WasmGrowth) {
    this.#growth = growth
  }

  /** Takes over the memory and the table of a module that has been made. */
  attach(exports: Pick<WasmExports, 'memory' | '__indirect_function_table'>): void {
    this.#exports = exports
    this.#nextAddress = exports.__indirect_function_table.length
    this.#view()
  }

  /** What the allocator calls when it has no room left: true when the memory now has at least this many bytes. */
  readonly resize = (signedBytes: number): boolean => {
    const { memory } = this.#exports!
    const neededBytes = signedBytes >>> 0
    const { byteLength } = memory.buffer
    const pages = this.#growth.pages(byteLength, neededBytes)
    if (pages === undefined) return false
    try {
      memory.grow(pages)
    } catch {
      return false
    }
    this.#view()
    return true
  }

  /**
   * Gives a JavaScript function of 32-bit numbers an address. There is no use in taking it back: call it once per
   * function. `signature` has a letter for the result, `i` or `v` for none, and an `i` for each argument.
   */
  addFunction(fn: (...args: never[]) => unknown, signature: string): Address {
    const { __indirect_function_table: table } = this.#exports!
    if (this.#nextAddress === table.length) table.grow(entriesAtOnce)
    table.set(this.#nextAddress, this.#wrapped(fn, signature))
    return this.#nextAddress++
  }

  #view(): void {
    const { buffer } = this.#exports!.memory
    this.HEAPU8 = new Uint8Array(buffer)
    this.HEAP32 = new Int32Array(buffer)
    this.HEAPU32 = new Uint32Array(buffer)
  }

  /** A table takes functions of WebAssembly alone: those of a module that exports what it imports. */
  #wrapped(fn: (...args: never[]) => unknown, signature: string): (a: number, b: number) => void {
    let wrapper = this.#wrappers.get(signature)
    if (!wrapper) this.#wrappers.set(signature, (wrapper = new WebAssembly.Module(wrapperOf(signature))))
    return new WebAssembly.Instance(wrapper, { '': { f: fn } }).exports['f'] as (a: number, b: number) => void
  }
}

const int32 = 0x7f

/** The bytes of `(module (import "" "f" (func (param …) (result …))) (export "f" (func 0)))`. */
const wrapperOf = (signature: string): Uint8Array<ArrayBuffer> => {
  const parameters = Array.from(signature.slice(1), () => int32)
  const results = signature.startsWith('v') ? [] : [int32]
  const type = [1, 0x60, parameters.length, ...parameters, results.length, ...results]
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, type.length, ...type, 2, 6, 1, 0, 1, 0x66, 0, 0, 7, 5, 1, 1, 0x66, 0, 0])
}
