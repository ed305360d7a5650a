import type { KeptTable, KeptValue } from '../host/recording.ts'
import { errorMetatable } from '../modules/error-table.ts'
import { jsonValues } from '../modules/json-values.ts'
import { LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import type { HandleNumbers } from './handle-numbers.ts'

interface Kind {
  readonly name: string
  readonly metatable: number
  /** True for tables that stand for something of the host, whatever is in them. */
  readonly opaque: boolean
}

const maxDepth = 100

/** Reads values out of a Lua state, and puts them back into one. */
export class KeptValues {
  readonly #lua: Lua
  readonly #kinds: Kind[] = []
  readonly #functions = new Map<string, (t: Thread) => void>()
  readonly #constants: readonly (readonly [name: string, ref: number])[]
  /** About how much memory what was read takes. */
  bytes = 0

  constructor(lua: Lua) {
    this.#lua = lua
    const { null: nothing, emptyArray, arrayMt, emptyArrayMt } = jsonValues(lua)
    this.#constants = [['json.null', nothing], ['json.empty_array', emptyArray]]
    this.addKind('array', arrayMt)
    this.addKind('empty array', emptyArrayMt)
    this.addKind('error', errorMetatable(lua))
  }

  /** Makes tables with a metatable known by a name. */
  addKind(name: string, metatable: number, opaque = false): void {
    this.#kinds.push({ name, metatable, opaque })
  }

  /** A function that others return, known by its name; `push` pushes it. */
  addFunction(name: string, push: (t: Thread) => void): void {
    this.#functions.set(name, push)
  }

  /** The value at `index`. `fn` is what a function is called; `isNew` numbers a handle anew. */
  read(t: Thread, index: number, handles: HandleNumbers, { fn = 'function', isNew = false, depth = 0 } = {}): KeptValue {
    const lua = this.#lua
    const at = lua.absIndex(t, index)
    this.bytes += 16
    switch (lua.type(t, at)) {
      case LuaType.nil:
      case LuaType.none:
        return null
      case LuaType.boolean:
        return lua.toBoolean(t, at)
      case LuaType.number:
        return lua.isInteger(t, at) ? lua.toBigInt(t, at) : lua.toNumber(t, at)!
      case LuaType.string: {
        const text = lua.toLatin1(t, at)!
        this.bytes += text.length
        return text
      }
      case LuaType.function:
        return { named: fn }
      case LuaType.lightUserdata:
        return { named: this.#constantName(t, at) }
      case LuaType.table:
        return depth < maxDepth ? this.#readTable(t, at, handles, { fn, isNew, depth: depth + 1 }) : { named: 'table' }
      default:
        return { named: lua.typeName(t, at) }
    }
  }

  push(t: Thread, value: KeptValue, handles: HandleNumbers): void {
    const lua = this.#lua
    lua.reserve(t, 6)
    if (value === null) lua.pushNil(t)
    else if (typeof value === 'boolean') lua.pushBoolean(t, value)
    else if (typeof value === 'bigint') lua.pushBigInt(t, value)
    else if (typeof value === 'number') lua.pushFloat(t, value)
    else if (typeof value === 'string') lua.pushLatin1(t, value)
    else if ('named' in value) this.#pushNamed(t, value.named)
    else if ('list' in value) this.#pushTable(t, value, handles)
    else {
      lua.pushTable(t)
      this.#setKind(t, value.kind)
      handles.add(lua.identity(t, -1), value.handle)
    }
  }

  #kindAt(t: Thread, at: number): Kind | undefined {
    const lua = this.#lua
    lua.reserve(t, 3)
    if (!lua.getMetatable(t, at)) return undefined
    const kind = this.#kinds.find(({ metatable }) => {
      lua.pushRef(t, metatable)
      const same = lua.rawEqual(t, -1, -2)
      lua.pop(t, 1)
      return same
    })
    lua.pop(t, 1)
    return kind
  }

  #readTable(t: Thread, at: number, handles: HandleNumbers, options: { fn: string; isNew: boolean; depth: number }): KeptValue {
    const lua = this.#lua
    const kind = this.#kindAt(t, at)
    if (kind?.opaque) {
      const identity = lua.identity(t, at)
      return { kind: kind.name, handle: (!options.isNew && handles.of(identity)) || handles.add(identity) }
    }
    lua.reserve(t, 4)
    const list: KeptValue[] = []
    const length = lua.rawLength(t, at)
    for (let i = 1; i <= length; i++) {
      lua.rawGetIndex(t, at, i)
      list.push(this.read(t, -1, handles, options))
      lua.pop(t, 1)
    }
    return { kind: kind?.name, list, fields: this.#readFields(t, at, length, handles, options) }
  }

  #readFields(t: Thread, at: number, length: number, handles: HandleNumbers, options: { fn: string; isNew: boolean; depth: number }): KeptTable['fields'] {
    const lua = this.#lua
    const fields: [KeptValue, KeptValue][] = []
    lua.pushNil(t)
    while (lua.next(t, at)) {
      const key = this.read(t, -2, handles, options)
      if (typeof key !== 'bigint' || key < 1n || key > length) fields.push([key, this.read(t, -1, handles, options)])
      lua.pop(t, 1)
    }
    return fields
  }

  #constantName(t: Thread, at: number): string {
    const lua = this.#lua
    lua.reserve(t, 1)
    const found = this.#constants.find(([, ref]) => {
      lua.pushRef(t, ref)
      const same = lua.rawEqual(t, at, -1)
      lua.pop(t, 1)
      return same
    })
    return found?.[0] ?? 'light userdata'
  }

  #pushTable(t: Thread, { kind, list, fields }: KeptTable, handles: HandleNumbers): void {
    const lua = this.#lua
    lua.pushTable(t, list.length, fields.length)
    list.forEach((value, i) => {
      this.push(t, value, handles)
      lua.rawSetIndex(t, -2, i + 1)
    })
    for (const [key, value] of fields) {
      this.push(t, key, handles)
      this.push(t, value, handles)
      lua.rawSet(t, -3)
    }
    if (kind !== undefined) this.#setKind(t, kind)
  }

  #setKind(t: Thread, name: string): void {
    const kind = this.#kinds.find((each) => each.name === name)
    if (kind === undefined) return
    this.#lua.pushRef(t, kind.metatable)
    this.#lua.setMetatable(t, -2)
  }

  #pushNamed(t: Thread, name: string): void {
    const constant = this.#constants.find(([each]) => each === name)
    const push = this.#functions.get(name)
    if (constant !== undefined) this.#lua.pushRef(t, constant[1])
    else if (push !== undefined) push(t)
    else this.#lua.pushNil(t)
  }
}
