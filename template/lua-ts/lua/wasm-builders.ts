import type { Lua, Thread } from './engine.ts'
import type { RecordShape } from './records.ts'

/** Most values that a builder takes: a function of Lua has 255 registers and 200 locals. */
const mostValues = 160
const keptBuilders = 500

/**
 * A Lua function that takes a list, the index of the first of `rows` rows in it, and their values one after the other,
 * and sets the items of the list.
 */
export interface Builder {
  readonly rows: number
  /** A reference to the function. */
  readonly ref: number
}

/** Compiles builders: to make a table with a constructor of Lua takes half as long as to set its fields from outside. */
export class WasmBuilders {
  readonly #lua: Lua
  /** By shape those for one row and for many, as far as they were wanted. */
  readonly #kept = new Map<RecordShape, { one?: Builder; many?: Builder }>()

  constructor(lua: Lua) {
    this.#lua = lua
  }

  /** The builder for as many as possible of `rows` rows; undefined for rows that no constructor makes. */
  find(t: Thread, shape: RecordShape, rows: number): Builder | undefined {
    const rowsAtOnce = Math.floor(mostValues / shape.keys.length)
    const which = rowsAtOnce > 1 && rows >= rowsAtOnce ? 'many' : 'one'
    let kept = this.#kept.get(shape)
    const known = kept?.[which]
    if (known) return known
    // Of fields with the same name the last that is not nil stays, where a constructor would take the last.
    if (rowsAtOnce < 1 || new Set(shape.keys).size < shape.keys.length) return undefined
    if (!kept) {
      if (this.#kept.size >= keptBuilders) this.#forget()
      this.#kept.set(shape, (kept = {}))
    }
    return (kept[which] = this.#compiled(t, shape, which === 'many' ? rowsAtOnce : 1))
  }

  #compiled(t: Thread, { keys }: RecordShape, rows: number): Builder {
    const lua = this.#lua
    lua.load(t, Buffer.from(source(keys, rows)), '=[rows]')
    lua.call(t, 0, 1)
    return { rows, ref: lua.ref(t) }
  }

  #forget(): void {
    for (const { one, many } of this.#kept.values()) {
      if (one) this.#lua.unref(one.ref)
      if (many) this.#lua.unref(many.ref)
    }
    this.#kept.clear()
  }
}

const source = (keys: readonly string[], rows: number): string => {
  const names = keys.map(quoted)
  let parameters = ''
  let body = ''
  for (let row = 0; row < rows; row++) {
    parameters += names.map((_, i) => `, v${row}_${i}`).join('')
    body += `list[first + ${row}] = { ${names.map((name, i) => `[${name}] = v${row}_${i}`).join(', ')} }\n`
  }
  return `return function(list, first${parameters})\n${body}end`
}

/** A name as a literal of Lua. */
const quoted = (name: string): string => `"${Array.from(Buffer.from(name), (byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`
