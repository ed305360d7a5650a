import type { TableEntry, FengariTable } from 'fengari/src/ltable.js'

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
