import { LuaError } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'
import { JsonError } from './json-error.ts'
import { JsonScanner } from './json-scanner.ts'
import { jsonSettings } from './json-settings.ts'
import type { JsonSettings } from './json-settings.ts'
import { jsonValues } from './json-values.ts'
import type { JsonValues } from './json-values.ts'

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openArray = 0x5b
const closeArray = 0x5d
const letterF = 0x66
const letterN = 0x6e
const letterT = 0x74
const openObject = 0x7b
const closeObject = 0x7d

const isObject = -1
const slotsPerDepth = 2
const depthsPerReserve = 16
const slotsAbove = 4

// V8 makes a slice this long refer to the whole text; one kept as a key would keep the text too.
const sliceLength = 13
const maxKeyLength = 64
const maxLongKeys = 1024

const minInteger = -(2n ** 63n)
const maxInteger = 2n ** 63n - 1n

const defaults: Readonly<JsonSettings> = jsonSettings()

/**
 * Decodes a JSON text and pushes its value. A string is text, bytes are taken as they are.
 * @throws JsonError for text that is not JSON, LuaError when Lua's stack is full; the stack is then as it was
 */
export const pushJson = (lua: Lua, thread: Thread, text: Uint8Array | string, settings: Readonly<JsonSettings> = defaults): void => {
  const top = lua.top(thread)
  try {
    new JsonDecoder(lua, thread, latin1(text), settings).decode()
  } catch (error) {
    if (error instanceof LuaError) lua.setTop(thread, top)
    throw error
  }
}

const latin1 = (text: Uint8Array | string): string => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length)
  return bytes.toString('latin1')
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

class JsonDecoder {
  readonly #lua: Lua
  readonly #t: Thread
  readonly #scanner: JsonScanner
  readonly #settings: Readonly<JsonSettings>
  readonly #values: JsonValues
  // Of each table that is open, outermost first: how many items an array has so far, or `isObject`.
  readonly #counts: number[] = []
  #depth = 0

  constructor(lua: Lua, t: Thread, text: string, settings: Readonly<JsonSettings>) {
    this.#lua = lua
    this.#t = t
    this.#settings = settings
    this.#values = jsonValues(lua)
    this.#scanner = new JsonScanner(text, settings.decodeInvalidNumbers, settings.decodeAllowComment)
  }

  decode(): void {
    const { text } = this.#scanner
    if (text.length >= 2 && (text.charCodeAt(0) === 0 || text.charCodeAt(1) === 0)) {
      throw new JsonError('JSON parser does not support UTF-16 or UTF-32', 1)
    }
    this.#lua.reserve(this.#t, slotsAbove)
    do {
      while (!this.#value()) { /* the first value of the table just opened */ }
    } while (this.#store())
    if (!Number.isNaN(this.#scanner.peek())) throw this.#scanner.unexpected('the end')
  }

  /** Pushes the next value. False when it is a table that has items to come. */
  #value(): boolean {
    const lua = this.#lua
    const t = this.#t
    const scanner = this.#scanner
    switch (scanner.peek()) {
      case quote:
        lua.pushLatin1(t, scanner.string('value'))
        return true
      case openObject:
        return this.#openObject()
      case openArray:
        return this.#openArray()
      case letterT:
        if (!scanner.take('true')) break
        lua.pushBoolean(t, true)
        return true
      case letterF:
        if (!scanner.take('false')) break
        lua.pushBoolean(t, false)
        return true
      case letterN:
        if (!scanner.take('null')) break
        lua.pushRef(t, this.#values.null)
        return true
    }
    this.#number()
    return true
  }

  #number(): void {
    const scanner = this.#scanner
    if (!scanner.startsNumber()) throw scanner.unexpected('value')
    const start = scanner.at
    const value = scanner.number('value')
    if (!Number.isInteger(value) || Object.is(value, -0)) this.#lua.pushFloat(this.#t, value)
    else if (Number.isSafeInteger(value)) this.#lua.pushNumber(this.#t, value)
    else this.#pushLarge(value, scanner.text.slice(start, scanner.at))
  }

  #pushLarge(value: number, text: string): void {
    const exact = /^-?\d+$/.test(text) ? BigInt(text) : BigInt(value)
    if (exact >= minInteger && exact <= maxInteger) this.#lua.pushBigInt(this.#t, exact)
    else this.#lua.pushFloat(this.#t, value)
  }

  #openArray(): boolean {
    this.#open(0)
    if (this.#settings.decodeArrayWithArrayMt) {
      this.#lua.pushRef(this.#t, this.#values.arrayMt)
      this.#lua.setMetatable(this.#t, -2)
    }
    return this.#scanner.peek() === closeArray && this.#close()
  }

  #openObject(): boolean {
    this.#open(isObject)
    if (this.#scanner.peek() === closeObject) return this.#close()
    this.#key()
    return false
  }

  #open(count: number): void {
    this.#scanner.at++
    if (this.#depth >= this.#settings.decodeMaxDepth) {
      const { at } = this.#scanner
      throw new JsonError(`Found too many nested data structures (${this.#depth + 1}) at character ${at}`, at)
    }
    if (this.#depth % depthsPerReserve === 0) this.#lua.reserve(this.#t, slotsPerDepth * depthsPerReserve + slotsAbove)
    this.#counts[this.#depth++] = count
    this.#lua.pushTable(this.#t)
  }

  #close(): true {
    this.#scanner.at++
    this.#depth--
    return true
  }

  #key(): void {
    const scanner = this.#scanner
    if (scanner.peek() !== quote) throw scanner.unexpected('object key string')
    this.#pushKey(scanner.string('object key string'))
    if (scanner.peek() !== colon) throw scanner.unexpected('colon')
    scanner.at++
  }

  #pushKey(key: string): void {
    const name = key.length < sliceLength ? key : this.#longKey(key)
    if (name !== undefined && isAscii(name)) this.#lua.pushKey(this.#t, name)
    else this.#lua.pushLatin1(this.#t, key)
  }

  #longKey(key: string): string | undefined {
    if (key.length > maxKeyLength) return undefined
    const { longKeys } = this.#values
    const known = longKeys.get(key)
    if (known !== undefined || longKeys.size >= maxLongKeys) return known
    const copy = Buffer.from(key, 'latin1').toString('latin1')
    longKeys.set(copy, copy)
    return copy
  }

  /** Puts the value on top into the table below it, and closes each table that ends there. False at the outermost value. */
  #store(): boolean {
    const scanner = this.#scanner
    while (this.#depth > 0) {
      const at = this.#depth - 1
      const isArray = this.#counts[at] !== isObject
      if (isArray) this.#lua.rawSetIndex(this.#t, -2, ++this.#counts[at]!)
      else this.#lua.rawSet(this.#t, -3)
      const next = scanner.peek()
      if (next === comma) {
        scanner.at++
        if (!isArray) this.#key()
        return true
      }
      if (next !== (isArray ? closeArray : closeObject)) throw scanner.unexpected(isArray ? 'comma or array end' : 'comma or object end')
      this.#close()
    }
    return false
  }
}
