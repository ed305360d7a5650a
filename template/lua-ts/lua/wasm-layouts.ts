import type { Lua, Thread } from './engine.ts'
import type { RecordShape } from './records.ts'
import type { Address, WasmExports } from './wasm-exports.ts'
import type { WasmHeap } from './wasm-heap.ts'

/** Where the parts of Lua 5.4's structures stand where an address has 32 bits, in bytes: lstate.h and lobject.h. */
export const offset = { threadTop: 12, mark: 5, nodesLog: 7, nodes: 16, text: 16 } as const

/** How long a value and a node of a table are, in bytes. */
export const valueBytes = 16
const nodeBytes = 24

/** How a value says what it is; those of strings and tables say too that the garbage collector has them. */
export const tag = { nil: 0, no: 1, yes: 17, integer: 3, float: 19, shortText: 0x44, longText: 0x54 } as const

/** The most fields that are written at once: each may take a slot of Lua's stack. */
export const mostFields = 200
const keptLayouts = 500

/** What the memory of all tables with the same fields has in common. */
export interface Layout {
  /**
   * Four numbers for each field, in their order: where its node is, in words after the first node; what the node says of
   * its key, beside the value's tag; the distance to the next node with the same hash; the address of its key.
   */
  readonly nodes: Int32Array
  /** Refers to a table that keeps the keys alive. */
  readonly ref: number
}

/**
 * Learns from a table that Lua has filled how one with the same fields looks in memory: where each key is depends on the
 * keys and their order alone. What doesn't look as it must is no layout, so that another build of Lua is merely slower.
 */
export class WasmLayouts {
  readonly #lua: Lua
  readonly #api: WasmExports
  readonly #heap: WasmHeap
  readonly #kept = new Map<RecordShape, Layout | undefined>()

  constructor(lua: Lua, api: WasmExports, heap: WasmHeap) {
    this.#lua = lua
    this.#api = api
    this.#heap = heap
  }

  /** The layout for a shape; undefined where its tables must be filled field by field. */
  find(t: Thread, shape: RecordShape): Layout | undefined {
    const known = this.#kept.get(shape)
    if (known || this.#kept.has(shape)) return known
    if (this.#kept.size >= keptLayouts) this.#forget()
    const layout = this.#isPlain(shape) ? this.#learnt(t, shape) : undefined
    this.#kept.set(shape, layout)
    return layout
  }

  /** Of fields with the same name the last that is not nil stays; a table notes which metamethods it has not. */
  #isPlain({ keys }: RecordShape): boolean {
    return keys.length > 0 && keys.length <= mostFields && new Set(keys).size === keys.length && !keys.some((key) => key.startsWith('__'))
  }

  #learnt(t: Thread, { keys }: RecordShape): Layout | undefined {
    const lua = this.#lua
    const L = t as unknown as Address
    this.#api.lua_createtable(L, 0, keys.length)
    for (let k = 0; k < keys.length; k++) {
      lua.pushKey(t, keys[k]!)
      lua.pushNumber(t, k)
      this.#api.lua_rawset(L, -3)
    }
    const nodes = this.#read(L, this.#api.lua_topointer(L, -1), keys.length)
    const isRight = nodes !== undefined && this.#textIsRight(t)
    if (isRight) return { nodes, ref: lua.ref(t) }
    lua.pop(t, 1)
    return undefined
  }

  #read(L: Address, table: Address, count: number): Int32Array | undefined {
    const { HEAP32, HEAPU8 } = this.#heap
    if (HEAP32[(HEAP32[(L + offset.threadTop) >> 2]! - valueBytes) >> 2] !== table) return undefined
    const first = HEAP32[(table + offset.nodes) >> 2]!
    const size = 2 ** HEAPU8[table + offset.nodesLog]!
    if (size < count || size > count * 2) return undefined
    const nodes = new Int32Array(4 * count).fill(-1)
    for (let i = 0; i < size; i++) {
      const node = (first + i * nodeBytes) >> 2
      const tags = HEAP32[node + 2]! & 0xffff
      if (tags >> 8 === tag.nil) continue
      const k = HEAP32[node]!
      if ((tags & 0xff) !== tag.integer || nodes[4 * k] !== -1) return undefined
      nodes.set([(i * nodeBytes) >> 2, tags & 0xff00, HEAP32[node + 3]!, HEAP32[node + 4]!], 4 * k)
    }
    for (let k = 0; k < count; k++) if (nodes[4 * k] === -1) return undefined
    return nodes
  }

  /** Whether the text of a string stands where it should, the longest of the short ones and the shortest of the long. */
  #textIsRight(t: Thread): boolean {
    const L = t as unknown as Address
    return [40, 41].every((length) => {
      this.#lua.pushLatin1(t, '-'.repeat(length))
      const { HEAP32 } = this.#heap
      const slot = HEAP32[(L + offset.threadTop) >> 2]! - valueBytes
      const text = this.#api.lua_topointer(L, -1)
      const isRight = HEAP32[slot >> 2] === text && (HEAP32[(slot + 8) >> 2]! & 0xff) === (length > 40 ? tag.longText : tag.shortText)
      const stands = this.#api.lua_tolstring(L, -1, 0) === text + offset.text
      this.#lua.pop(t, 1)
      return isRight && stands
    })
  }

  #forget(): void {
    for (const layout of this.#kept.values()) if (layout) this.#lua.unref(layout.ref)
    this.#kept.clear()
  }
}
