import type { State } from 'fengari'
import type { FengariTable, TableEntry } from 'fengari/src/ltable.js'

/**
 * Lets `pairs` walk a list in its order. fengari's tables keep their keys in the order in which they came, and its
 * constructors fill a list from the end: `pairs({ "a", "b" })` gives 2 before 1. Real Lua walks the list part first,
 * from 1. Keys that come in rising order cost nothing more than before.
 */
export const orderLists = async (): Promise<void> => {
  const { default: ltable } = await import('fengari/src/ltable.js')
  const { constant_types: { LUA_TNUMINT, LUA_TNIL } } = (await import('fengari/src/defs.js')).default
  const { luaH_setint: append } = ltable

  /** The entry before which this new key goes; undefined for the end. */
  const successor = (table: FengariTable, key: number): TableEntry | undefined => {
    const { f: first, l: last } = table
    if (!last || (last.key.type === LUA_TNUMINT && (last.key.value as number) < key)) return undefined
    const next = table.strong.get(key + 1)
    if (next) return next
    return first!.key.type === LUA_TNUMINT && (first!.key.value as number) < key ? undefined : first!
  }

  ltable.luaH_setint = (table, key, value) => {
    const before = value.type === LUA_TNIL || table.strong.has(key) ? undefined : successor(table, key)
    append(table, key, value)
    if (!before) return
    // It went to the end: take it from there.
    const entry = table.l!
    table.l = entry.p
    entry.p!.n = undefined
    entry.p = before.p
    entry.n = before
    if (before.p) before.p.n = entry
    else table.f = entry
    before.p = entry
  }
}

// What most tables have none of; fengari clears it when it adds a key.
const noDeadKeys: FengariTable['dead_strong'] = new Map()

/** A table as fengari's own class makes it, but for the map of deleted keys, which most tables never need. */
class LeanTable implements FengariTable {
  readonly id: number
  readonly strong = new Map<unknown, TableEntry>()
  dead_strong = noDeadKeys
  dead_weak: unknown = undefined
  f: FengariTable['f'] = undefined
  l: FengariTable['l'] = undefined
  metatable: unknown = null
  flags = ~0

  constructor(id: number) {
    this.id = id
  }
}

/**
 * Makes tables smaller: the map of deleted keys is made when a key is deleted, and tables may share the names of their
 * fields as entries until then, since a deleted entry changes its key.
 */
export const slimTables = async (): Promise<void> => {
  const { default: ltable } = await import('fengari/src/ltable.js')
  const { default: { luaS_hashlongstr } } = await import('fengari/src/lstring.js')
  const { default: { TValue } } = await import('fengari/src/lobject.js')
  const { constant_types: { LUA_TNIL } } = (await import('fengari/src/defs.js')).default
  const { luaH_setint: setInteger, luaH_setfrom: set } = ltable

  Object.setPrototypeOf(LeanTable.prototype, ltable.Table.prototype)
  ltable.luaH_new = (L: State) => new LeanTable(L.l_G.id_counter++)
  ltable.luaH_setint = (table, key, value) => {
    if (value.type === LUA_TNIL && table.dead_strong === noDeadKeys) table.dead_strong = new Map()
    setInteger(table, key, value)
  }
  ltable.luaH_setfrom = (L, table, key, value) => {
    if (value.type === LUA_TNIL) {
      if (table.dead_strong === noDeadKeys) table.dead_strong = new Map()
      const entry = key.ttisstring() ? table.strong.get(luaS_hashlongstr(key.value as never)) : undefined
      if (entry) entry.key = new TValue(key.type, key.value)
    }
    set(L, table, key, value)
  }
}
