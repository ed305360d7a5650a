import { latin1Text, utf8Text } from './byte-strings.ts'
import type { Address } from './wasm-exports.ts'
import type { WasmModule } from './wasm-module.ts'

const scratchBytes = 64 * 1024
const encoder = new TextEncoder()

/** Carries bytes and text in and out of the WebAssembly memory. */
export class WasmMemory {
  readonly #module: WasmModule
  /** Room for arguments that are gone after the call. */
  readonly #scratch: Address
  /** Eight bytes for results that C functions write through a pointer. */
  readonly out: Address

  constructor(module: WasmModule) {
    this.#module = module
    this.#scratch = module.exports.malloc(scratchBytes)
    this.out = module.exports.malloc(8)
  }

  /** The 32-bit number at `out`. */
  get result(): number {
    return this.#module.heap.HEAPU32[this.out >> 2]!
  }

  /** Calls `use` with the address and length of these bytes, which are gone afterwards. */
  withBytes<T>(bytes: Uint8Array, use: (address: Address, length: number) => T): T {
    const { length } = bytes
    return this.#with(length, (address) => {
      this.#module.heap.HEAPU8.set(bytes, address)
      return use(address, length)
    })
  }

  /** As `withBytes`, for text as UTF-8. */
  withText<T>(text: string, use: (address: Address, length: number) => T): T {
    return this.#with(text.length * 3, (address, room) => {
      const { HEAPU8 } = this.#module.heap
      const length = writeAscii(HEAPU8, address, text)
      if (length >= 0) return use(address, length)
      return use(address, encoder.encodeInto(text, HEAPU8.subarray(address, address + room)).written)
    })
  }

  write(address: Address, bytes: Uint8Array): void {
    this.#module.heap.HEAPU8.set(bytes, address)
  }

  /** Writes text as UTF-8 and says how many bytes it took; what has no room in `room` bytes is left out. */
  writeText(address: Address, room: number, text: string): number {
    return encoder.encodeInto(text, this.#module.heap.HEAPU8.subarray(address, address + room)).written
  }

  /** As `withBytes`, for one byte per UTF-16 unit. */
  withLatin1<T>(text: string, use: (address: Address, length: number) => T): T {
    const { length } = text
    return this.#with(length, (address) => {
      const { HEAPU8 } = this.#module.heap
      if (length > 64) Buffer.from(HEAPU8.buffer, address, length).write(text, 'latin1')
      else for (let i = 0; i < length; i++) HEAPU8[address + i] = text.charCodeAt(i)
      return use(address, length)
    })
  }

  /** A copy of bytes in the memory. */
  bytes(address: Address, length: number): Uint8Array {
    return this.#module.heap.HEAPU8.slice(address, address + length)
  }

  latin1(address: Address, length: number): string {
    return latin1Text(this.#module.heap.HEAPU8.subarray(address, address + length))
  }

  utf8(address: Address, length: number): string {
    return utf8Text(this.#module.heap.HEAPU8.subarray(address, address + length))
  }

  /** Text that ends with a NUL, as C has it. */
  cText(address: Address): string {
    const { HEAPU8 } = this.#module.heap
    return this.utf8(address, HEAPU8.indexOf(0, address) - address)
  }

  /** Text with a NUL at its end, for C functions that want it so. */
  withCText<T>(text: string, use: (address: Address) => T): T {
    return this.withText(`${text}\0`, use)
  }

  /** The address of text that stays, with a NUL at its end. */
  keptCText(text: string): Address {
    const bytes = encoder.encode(`${text}\0`)
    const address = this.#module.exports.malloc(bytes.length)
    this.#module.heap.HEAPU8.set(bytes, address)
    return address
  }

  #with<T>(bytes: number, use: (address: Address, room: number) => T): T {
    if (bytes <= scratchBytes) return use(this.#scratch, scratchBytes)
    const { malloc, free } = this.#module.exports
    const address = malloc(bytes)
    if (address === 0) throw new RangeError('Cannot allocate memory for Lua')
    try {
      return use(address, bytes)
    } finally {
      free(address)
    }
  }
}

const writeAscii = (heap: Uint8Array, address: Address, text: string): number => {
  const { length } = text
  if (length > 64) return -1
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return -1
    heap[address + i] = unit
  }
  return length
}
