const firstBytes = 1024
// A buffer that one large document has blown up is not kept for the small ones that follow.
const keptBytes = 1 << 20

const longRun = 64
const quote = 0x22

// By byte: how it is written inside a string where it can't stand as it is. DEL is escaped because cjson does so.
const escapes = (slash: boolean): ReadonlyArray<string | undefined> => {
  const table: Array<string | undefined> = Array.from({ length: 256 })
  for (let byte = 0; byte < 0x20; byte++) table[byte] = `\\u${byte.toString(16).padStart(4, '0')}`
  table[0x7f] = String.raw`\u007f`
  const short = { '"': '"', '\\': '\\', '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' }
  for (const [character, letter] of Object.entries(short)) table[character.charCodeAt(0)] = `\\${letter}`
  if (slash) table[0x2f] = String.raw`\/`
  return table
}

const plainEscapes = escapes(false)
const slashEscapes = escapes(true)
const flags = (table: ReadonlyArray<string | undefined>): Uint8Array => {
  const all = new Uint8Array(table.length)
  for (let i = 0; i < all.length; i++) all[i] = table[i] === undefined ? 0 : 1
  return all
}
const plainFlags = flags(plainEscapes)
const slashFlags = flags(slashEscapes)

/** Bytes of a JSON text in the making. The room is used again for the next text. */
export class JsonBytes {
  length = 0
  #bytes: Uint8Array = new Uint8Array(firstBytes)

  /** Forgets the text, keeps the room. */
  clear(): void {
    this.length = 0
    if (this.#bytes.length > keptBytes) this.#bytes = new Uint8Array(firstBytes)
  }

  /** A copy of the text. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.length)
  }

  /** Appends one byte. */
  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#reserve(1)
    this.#bytes[this.length++] = value
  }

  /** Appends text with one byte per UTF-16 unit. */
  latin1(text: string): void {
    const { length } = text
    this.#reserve(length)
    const bytes = this.#bytes
    let to = this.length
    for (let i = 0; i < length; i++) bytes[to++] = text.charCodeAt(i)
    this.length = to
  }

  /** Appends a string with its quotes. Bytes from 0x80 pass unchanged, in UTF-8 or not. */
  string(source: Uint8Array, escapeSlash: boolean): void {
    const special = escapeSlash ? slashFlags : plainFlags
    const { length } = source
    this.#reserve(length + 2)
    this.byte(quote)
    let from = 0
    while (from < length) {
      let stop = from
      while (stop < length && special[source[stop]!] === 0) stop++
      this.#copy(source, from, stop)
      if (stop === length) break
      this.latin1((escapeSlash ? slashEscapes : plainEscapes)[source[stop]!]!)
      from = stop + 1
      this.#reserve(length - from + 1)
    }
    this.byte(quote)
  }

  #copy(source: Uint8Array, from: number, stop: number): void {
    const bytes = this.#bytes
    let to = this.length
    this.length += stop - from
    // A view costs about as much as copying this many bytes by hand.
    if (stop - from > longRun) bytes.set(source.subarray(from, stop), to)
    else for (let i = from; i < stop; i++) bytes[to++] = source[i]!
  }

  #reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.length))
    this.#bytes = grown
  }
}
