import type { WasmGrowing } from './wasm-exports.ts'

const pageBytes = 65_536

/** What emscripten calls when its allocator has no room left: true when the memory now has at least this many bytes. */
export type Resize = (bytes: number) => boolean

/**
 * Keeps a WebAssembly memory below a limit: where it may not grow, the allocator has nothing, and Lua raises its own
 * `not enough memory` after a last collection.
 *
 * The host's calls from outside of Lua have nobody to raise it to: a failure there would end the process. They get what
 * they need, up to twice the limit, but no more than they need, since memory that has grown is Lua's to fill.
 */
export class WasmGrowth {
  #limitBytes = Infinity
  #neededBytes = 0
  #depth = 0

  limit(bytes: number): void {
    this.#limitBytes = bytes
  }

  /** Lua code begins to run. */
  enter(): void {
    this.#depth++
  }

  /** Lua code has stopped. */
  leave(): void {
    this.#depth--
  }

  /** Wraps emscripten's own function, which makes the memory larger than it must. */
  guarded(resize: Resize): Resize {
    return (bytes) => {
      this.#neededBytes = bytes >>> 0
      return this.#neededBytes <= (this.#depth > 0 ? this.#limitBytes : this.#limitBytes * 2) && resize(bytes)
    }
  }

  /** Takes the memory over, to cut what it grows by. */
  watch(memory: WasmGrowing): void {
    const grow = memory.grow.bind(memory)
    memory.grow = (pages) => {
      const mostBytes = this.#depth > 0 ? this.#limitBytes : this.#limitBytes === Infinity ? Infinity : this.#neededBytes
      const mostPages = Math.ceil((mostBytes - memory.buffer.byteLength) / pageBytes)
      return grow(Math.max(0, Math.min(pages, mostPages)))
    }
  }
}
