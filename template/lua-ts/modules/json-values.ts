import type { Lua, Thread } from '../lua/engine.ts'

/** References to the values of the json module that are one and the same wherever they are met in a Lua state. */
export interface JsonValues {
  /** `json.null`, a light userdata: true in a condition, equal to itself only, and encoded as `null`. */
  readonly null: number
  /** `json.empty_array`, another light userdata, encoded as `[]`. */
  readonly emptyArray: number
  readonly arrayMt: number
  readonly emptyArrayMt: number
  /** Keys too long for the engine's cache to hold a slice of; see json-decode. */
  readonly longKeys: Map<string, string>
}

// The values belong to a Lua state and live as long as it does; nothing else is kept here.
const valuesOf = new WeakMap<Lua, JsonValues>()

/** The json values of a Lua state, made when first asked for. */
export const jsonValues = (lua: Lua): JsonValues => {
  const known = valuesOf.get(lua)
  if (known) return known
  const values = newValues(lua, lua.main)
  valuesOf.set(lua, values)
  return values
}

/** Pushes `json.null`. */
export const pushNull = (lua: Lua, thread: Thread): void => lua.pushRef(thread, jsonValues(lua).null)

const newValues = (lua: Lua, t: Thread): JsonValues => {
  lua.reserve(t, 4)
  lua.pushIdentity(t)
  nameValues(lua, t)
  const nothing = lua.ref(t)
  lua.pushIdentity(t)
  return { null: nothing, emptyArray: lua.ref(t), arrayMt: tableRef(lua, t), emptyArrayMt: tableRef(lua, t), longKeys: new Map() }
}

const tableRef = (lua: Lua, t: Thread): number => {
  lua.pushTable(t)
  return lua.ref(t)
}

// Gives light userdata, of which there are no others, a metatable: tostring(json.null) is the same on every engine.
const nameValues = (lua: Lua, t: Thread): void => {
  lua.pushTable(t)
  lua.pushFunction(t, (thread) => {
    pushNull(lua, thread)
    lua.pushText(thread, lua.rawEqual(thread, 1, -1) ? 'userdata: NULL' : 'userdata: empty array')
    return 1
  })
  lua.setField(t, -2, '__tostring')
  lua.pushBoolean(t, false)
  lua.setField(t, -2, '__metatable')
  lua.setMetatable(t, -2)
}
