import { LuaError, LuaType } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'
import { argumentError, gotType } from './arguments.ts'

/** The texts of a list at `index`. @throws LuaError */
export const listAt = (lua: Lua, t: Thread, index: number, name: string): string[] => {
  if (lua.type(t, index) !== LuaType.table) throw argumentError(index, name, `list expected, got ${gotType(lua, t, index)}`)
  const list: string[] = []
  for (let i = 1; i <= lua.rawLength(t, index); i++) {
    const type = lua.rawGetIndex(t, index, i)
    if (type !== LuaType.string && type !== LuaType.number) throw argumentError(index, name, `list of strings or numbers expected, got one with a ${lua.typeName(t, -1)}`)
    list.push(lua.toText(t, -1)!)
    lua.pop(t, 1)
  }
  return list
}

/** The texts of a list that the host's own Lua made, with one UTF-16 unit per byte. */
export const latin1ListAt = (lua: Lua, t: Thread, index: number): string[] => {
  const list: string[] = []
  for (let i = 1; i <= lua.rawLength(t, index); i++) {
    lua.rawGetIndex(t, index, i)
    list.push(lua.toLatin1(t, -1) ?? '')
    lua.pop(t, 1)
  }
  return list
}

/** The value of each label of a metric, from a table at `index` that must have these and no others. @throws LuaError */
export const labelsAt = (lua: Lua, t: Thread, index: number, { name, labels }: { name: string; labels: readonly string[] }): Record<string, string> => {
  const wrong = (got: string) => new LuaError(`metric "${name}" has the labels {${labels.join(', ')}}, got ${got}`)
  if (lua.type(t, index) !== LuaType.table) throw wrong(gotType(lua, t, index))
  const values: Record<string, string> = {}
  lua.reserve(t, 8)
  for (const label of labels) {
    if (lua.getField(t, index, label) === LuaType.nil) throw wrong(`no "${label}"`)
    values[label] = Buffer.from(lua.display(t, lua.top(t))).toString()
    lua.pop(t, 1)
  }
  lua.pushNil(t)
  while (lua.next(t, index)) {
    lua.pop(t, 1)
    const key = lua.type(t, -1) === LuaType.string ? lua.toText(t, -1)! : lua.typeName(t, -1)
    if (!Object.hasOwn(values, key)) throw wrong(`"${key}"`)
  }
  return values
}
