const pageBytes = 65_536

/**
 * Keeps a WebAssembly memory below a limit: where it may not grow, the allocator has nothing, and Lua raises its own
 * `not enough memory` after a last collection.
 *
 * The host's calls from outside of Lua have nobody to raise it to: a failure there would end the process. They get what
 * they need, up to twice the limit, but no more than they need, since memory that has grown is Lua's to fill.
 */
export class WasmGrowth {
  #limitBytes = Infinity
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

  /**
   * How many pages of 64 KiB to add to a memory of `bytes` that must have `neededBytes`; undefined when it may not. A
   * fifth more than it has, where that is allowed, so that it grows seldom.
   */
  pages(bytes: number, neededBytes: number): number | undefined {
    const limitBytes = this.#limitBytes
    const inLua = this.#depth > 0
    if (neededBytes > (inLua ? limitBytes : limitBytes * 2)) return undefined
    const mostBytes = inLua || limitBytes === Infinity ? limitBytes : neededBytes
    return Math.max(0, Math.ceil((Math.min(Math.max(neededBytes, bytes * 1.2), mostBytes) - bytes) / pageBytes))
  }
}
