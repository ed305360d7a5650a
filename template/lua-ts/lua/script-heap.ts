import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The process's own heap, which is where an engine written in JavaScript keeps its Lua values. */
export class ScriptHeap {
  #limitBytes = Infinity
  #baseBytes = 0
  /** Growth at which it is worth the time to collect garbage and count again. */
  #suspectBytes = Infinity
  #collect = (): void => {}

  bytes(): number {
    const { used_heap_size: heap, external_memory: external } = getHeapStatistics()
    return heap + external
  }

  /** Allows `bytes` on top of what is held now. */
  limit(bytes: number): void {
    // The collector is no function of a program's own unless this flag makes it one.
    setFlagsFromString('--expose-gc')
    this.#collect = runInNewContext('gc') as () => void
    this.#collect()
    this.#baseBytes = this.bytes()
    this.#limitBytes = bytes
    this.#suspectBytes = bytes
  }

  /** Whether live values, garbage not counted, are over the limit. */
  overLimit(): boolean {
    if (this.bytes() - this.#baseBytes <= this.#suspectBytes) return false
    // What a collection finds of long strings is only counted out by the next one.
    this.#collect()
    this.#collect()
    const heldBytes = this.bytes() - this.#baseBytes
    // What is held may be just under the limit: an eighth more must come before the next collection.
    this.#suspectBytes = Math.max(this.#limitBytes, heldBytes + this.#limitBytes / 8)
    if (heldBytes <= this.#limitBytes) return false
    this.#suspectBytes = this.#limitBytes
    return true
  }
}
