import { LuaError, LuaType } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'
import { arraySize, isObject } from './json-array-size.ts'
import { JsonBytes } from './json-bytes.ts'
import { JsonMethodError, unserialisable } from './json-error.ts'
import { numberText } from './json-number.ts'
import { jsonSettings } from './json-settings.ts'
import type { JsonSettings } from './json-settings.ts'
import { jsonValues } from './json-values.ts'
import type { JsonValues } from './json-values.ts'

const comma = 0x2c
const colon = 0x3a
const openArray = 0x5b
const closeArray = 0x5d
const openObject = 0x7b
const closeObject = 0x7d
const quote = 0x22
const space = 0x20
const newline = 0x0a

const slotsPerDepth = 4
const depthsPerReserve = 8

const defaults: Readonly<JsonSettings> = jsonSettings()
const encoders = new WeakMap<Lua, JsonEncoder>()

/**
 * The JSON text of the Lua value at `index`, a copy of its own. A table whose metatable has a function `__json` is
 * written as what that returns; it runs Lua code, so outside of host functions `methods` must be `refused`.
 * @throws LuaError for a value that JSON can't express, JsonMethodError for a `__json` that is refused; the stack is
 * then as it was
 */
export const encodeValue = (
  lua: Lua,
  thread: Thread,
  index: number,
  settings: Readonly<JsonSettings> = defaults,
  methods: 'called' | 'refused' = 'called',
): Uint8Array => {
  const encoder = idleEncoder(lua)
  const top = lua.top(thread)
  encoder.busy = true
  encoder.callsMethods = methods === 'called'
  try {
    return encoder.encode(thread, index, settings)
  } catch (error) {
    if (error instanceof LuaError) lua.setTop(thread, top)
    throw error
  } finally {
    encoder.busy = false
  }
}

// One encoder serves a Lua state, save for an encode within a __json function, which gets its own.
const idleEncoder = (lua: Lua): JsonEncoder => {
  const known = encoders.get(lua)
  if (known && !known.busy) return known
  const encoder = new JsonEncoder(lua)
  if (!known) encoders.set(lua, encoder)
  return encoder
}

class JsonEncoder {
  busy = false
  callsMethods = true
  readonly #lua: Lua
  readonly #values: JsonValues
  readonly #out = new JsonBytes()
  // Of each table that is open, outermost first: how many items an array has, and how many were read and written.
  readonly #sizes: number[] = []
  readonly #read: number[] = []
  readonly #written: number[] = []
  #depth = 0
  #t: Thread
  #settings: Readonly<JsonSettings> = defaults

  constructor(lua: Lua) {
    this.#lua = lua
    this.#t = lua.main
    this.#values = jsonValues(lua)
  }

  encode(t: Thread, index: number, settings: Readonly<JsonSettings>): Uint8Array {
    this.#t = t
    this.#settings = settings
    this.#depth = 0
    this.#out.clear()
    this.#lua.reserve(t, slotsPerDepth)
    this.#lua.pushValue(t, index)
    this.#append()
    while (this.#depth > 0) {
      const start = this.#out.length
      if (this.#nextItem() && !this.#append()) this.#dropItem(start)
    }
    return this.#out.copy()
  }

  /** Writes the value on top and takes it off, or opens it when it is a table. False when it was left out. */
  #append(): boolean {
    const lua = this.#lua
    const t = this.#t
    const type = lua.type(t, -1)
    switch (type) {
      case LuaType.string:
        this.#out.string(lua.toBytes(t, -1)!, this.#settings.encodeEscapeForwardSlash)
        break
      case LuaType.number:
        this.#out.latin1(numberText(lua, t, -1, this.#settings))
        break
      case LuaType.boolean:
        this.#out.latin1(lua.toBoolean(t, -1) ? 'true' : 'false')
        break
      case LuaType.nil:
        this.#out.latin1('null')
        break
      case LuaType.table:
        return this.#appendTable(0)
      default:
        if (type === LuaType.lightUserdata && this.#appendConstant()) break
        return this.#skip()
    }
    lua.pop(t, 1)
    return true
  }

  #appendConstant(): boolean {
    if (this.#isTop(this.#values.null)) this.#out.latin1('null')
    else if (this.#isTop(this.#values.emptyArray)) this.#out.latin1('[]')
    else return false
    return true
  }

  #isTop(ref: number): boolean {
    this.#lua.pushRef(this.#t, ref)
    const equal = this.#lua.rawEqual(this.#t, -1, -2)
    this.#lua.pop(this.#t, 1)
    return equal
  }

  #skip(): false {
    if (!this.#settings.encodeSkipUnsupportedValueTypes || this.#depth === 0) {
      throw unserialisable(this.#lua.typeName(this.#t, -1), 'type not supported')
    }
    this.#lua.pop(this.#t, 1)
    return false
  }

  #dropItem(start: number): void {
    this.#out.length = start
    this.#written[this.#depth - 1]!--
  }

  #appendTable(replaced: number): boolean {
    const depth = this.#depth + 1
    if (depth > this.#settings.encodeMaxDepth || replaced > this.#settings.encodeMaxDepth) {
      throw new LuaError(`Cannot serialise, excessive nesting (${Math.max(depth, replaced)})`)
    }
    if (depth % depthsPerReserve === 1) this.#lua.reserve(this.#t, slotsPerDepth * (depthsPerReserve + 1))
    if (!this.#lua.getMetatable(this.#t, -1)) return this.#open(arraySize(this.#lua, this.#t, this.#settings, false))
    const isArray = this.#isTop(this.#values.arrayMt)
    const isEmptyArray = this.#isTop(this.#values.emptyArrayMt)
    if (!isArray && !isEmptyArray && this.#replaceByMethod()) {
      return this.#lua.type(this.#t, -1) === LuaType.table ? this.#appendTable(replaced + 1) : this.#append()
    }
    this.#lua.pop(this.#t, 1)
    if (isArray) return this.#open(this.#lua.rawLength(this.#t, -1))
    return this.#open(arraySize(this.#lua, this.#t, this.#settings, isEmptyArray))
  }

  /** With a table and its metatable on top: puts what `__json` returns in their place, if there is such a function. */
  #replaceByMethod(): boolean {
    const lua = this.#lua
    const t = this.#t
    lua.pushKey(t, '__json')
    if (lua.rawGet(t, -2) !== LuaType.function) {
      lua.pop(t, 1)
      return false
    }
    if (!this.callsMethods) throw new JsonMethodError('attempt to call __json outside of a call')
    lua.insert(t, -3)
    lua.pop(t, 1)
    lua.call(t, 1, 1)
    return true
  }

  #open(size: number): true {
    if (size === isObject) {
      this.#out.byte(openObject)
      this.#lua.pushNil(this.#t)
    } else this.#out.byte(openArray)
    this.#sizes[this.#depth] = size
    this.#read[this.#depth] = 0
    this.#written[this.#depth] = 0
    this.#depth++
    return true
  }

  /** Pushes the next value of the innermost table, its key written; closes the table when there is none. */
  #nextItem(): boolean {
    const lua = this.#lua
    const t = this.#t
    const at = this.#depth - 1
    const size = this.#sizes[at]!
    const found = size === isObject ? lua.next(t, -2) : this.#read[at]! < size
    if (!found) return this.#close()
    if (this.#written[at]!++ > 0) this.#out.byte(comma)
    this.#read[at]!++
    if (this.#settings.encodeIndent !== '') this.#indent(this.#depth)
    if (size === isObject) this.#key()
    else lua.rawGetIndex(t, -1, this.#read[at]!)
    return true
  }

  #key(): void {
    const type = this.#lua.type(this.#t, -2)
    if (type === LuaType.string) {
      this.#out.string(this.#lua.toBytes(this.#t, -2)!, this.#settings.encodeEscapeForwardSlash)
    } else if (type === LuaType.number) {
      this.#out.byte(quote)
      this.#out.latin1(numberText(this.#lua, this.#t, -2, this.#settings))
      this.#out.byte(quote)
    } else throw unserialisable(this.#lua.typeName(this.#t, -2), 'table key must be a number or string')
    this.#out.byte(colon)
    if (this.#settings.encodeIndent !== '') this.#out.byte(space)
  }

  #close(): false {
    this.#depth--
    if (this.#settings.encodeIndent !== '' && this.#read[this.#depth]! > 0) this.#indent(this.#depth)
    this.#out.byte(this.#sizes[this.#depth] === isObject ? closeObject : closeArray)
    this.#lua.pop(this.#t, 1)
    return false
  }

  #indent(depth: number): void {
    this.#out.byte(newline)
    for (let i = 0; i < depth; i++) this.#out.latin1(this.#settings.encodeIndent)
  }
}
