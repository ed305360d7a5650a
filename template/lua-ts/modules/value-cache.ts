/** A value as Lua has it: integers are bigint, strings one UTF-16 unit per byte. */
export type CachedValue = string | number | bigint | boolean

interface Entry {
  readonly value: CachedValue
  /** Milliseconds of `now`; Infinity for never. */
  readonly expiresMs: number
  readonly bytes: number
}

/** What an entry takes besides its key and its value, in about bytes. */
const entryBytes = 128

const sizeOf = (key: string, value: CachedValue): number => key.length + (typeof value === 'string' ? value.length : 8) + entryBytes

/** Values by key, until their time is over or, beyond `maxBytes`, until they are the ones used longest ago. */
export class ValueCache {
  // A Map goes through its entries in the order in which they were put in: what is used is put in anew.
  readonly #entries = new Map<string, Entry>()
  readonly #maxBytes: number
  readonly #now: () => number
  #bytes = 0

  constructor(maxBytes: number, now: () => number = () => performance.now()) {
    this.#maxBytes = maxBytes
    this.#now = now
  }

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): CachedValue | undefined {
    const entry = this.#living(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Keeps a value for `ttlMs`. False when it alone is larger than all that may be kept. */
  set(key: string, value: CachedValue, ttlMs: number): boolean {
    return this.#put(key, value, this.#now() + ttlMs)
  }

  /** As `set`, with the time that is left to the value that is there. */
  update(key: string, value: CachedValue): boolean {
    return this.#put(key, value, this.#living(key)?.expiresMs ?? Infinity)
  }

  delete(key: string): boolean {
    const living = this.#living(key) !== undefined
    this.#drop(key)
    return living
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  /** Remembers what is in it; what this returns brings that back. */
  remember(): () => void {
    const entries = [...this.#entries]
    const bytes = this.#bytes
    return () => {
      this.clear()
      for (const [key, entry] of entries) this.#entries.set(key, entry)
      this.#bytes = bytes
    }
  }

  #put(key: string, value: CachedValue, expiresMs: number): boolean {
    this.#drop(key)
    const bytes = sizeOf(key, value)
    if (bytes > this.#maxBytes) return false
    this.#entries.set(key, { value, expiresMs, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#drop(oldest)
    }
    return true
  }

  #living(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (!entry || entry.expiresMs > this.#now()) return entry
    this.#drop(key)
    return undefined
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }
}
