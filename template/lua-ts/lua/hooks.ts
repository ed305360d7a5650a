import { LoadError } from '../host/errors.ts'
import { LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'

const shapes = `expected a function, or a table with one:

  local function handler(event, context) … end
  return handler

  return { handler = handler, init = init, ready = ready, shutdown = shutdown }`

const companions = ['init', 'ready', 'shutdown'] as const

/** The handler and its companions, as references. */
export type Hooks = { readonly handler: number } & { readonly [K in (typeof companions)[number]]?: number }

const noHandler = (what: string): LoadError => new LoadError(`The handler file returned ${what}: ${shapes}`, { kind: 'handler' })

/**
 * Takes the handler and its companions from what the file returned, which lies at the bottom of `t`.
 * @param entry what the platform calls the handler, dots and all: tried in a table before `handler`, and among the
 *   globals where the file returned nothing. A function that is returned is the handler, whatever its name.
 * @throws LoadError that shows what the file may return
 */
export const readHooks = (lua: Lua, t: Thread, entry?: string): Hooks => {
  const type = lua.top(t) === 0 ? LuaType.nil : lua.type(t, 1)
  lua.setTop(t, 1)
  try {
    if (type === LuaType.function) return { handler: lua.ref(t) }
    if (type === LuaType.nil && entry !== undefined && pushGlobal(lua, t, entry)) return { handler: lua.ref(t) }
    if (type !== LuaType.table) throw noHandler(type === LuaType.nil && entry !== undefined ? `nothing, and sets no global "${entry}"` : lua.typeName(t, 1))
    return tableHooks(lua, t, entry)
  } finally {
    lua.freeThread(t)
  }
}

const tableHooks = (lua: Lua, t: Thread, entry = 'handler'): Hooks => {
  const hooks: { handler?: number; init?: number; ready?: number; shutdown?: number } = {}
  if (pushPath(lua, t, entry)) hooks.handler = lua.ref(t)
  for (const name of ['handler', ...companions] as const) {
    const found = lua.getField(t, 1, name)
    if (found === LuaType.function) hooks[name] ??= lua.ref(t)
    else if (found === LuaType.nil) lua.pop(t, 1)
    else throw noHandler(`a table whose "${name}" is a ${lua.typeName(t, -1)}`)
  }
  const { handler, ...others } = hooks
  if (handler === undefined) throw noHandler(entry === 'handler' ? 'a table without "handler"' : `a table with neither "${entry}" nor "handler"`)
  return { handler, ...others }
}

/** Pushes the global function of this name. */
const pushGlobal = (lua: Lua, t: Thread, path: string): boolean => {
  lua.setTop(t, 0)
  lua.pushGlobals(t)
  if (pushPath(lua, t, path)) return true
  lua.setTop(t, 0)
  lua.pushNil(t)
  return false
}

/** Pushes the function that `path` (`name`, `name.of.field`) leads to from the table at index 1, without metamethods. */
const pushPath = (lua: Lua, t: Thread, path: string): boolean => {
  lua.pushValue(t, 1)
  for (const name of path.split('.')) {
    if (lua.type(t, -1) !== LuaType.table) break
    lua.pushText(t, name)
    lua.rawGet(t, -2)
  }
  if (lua.type(t, -1) === LuaType.function) return true
  lua.setTop(t, 1)
  return false
}
