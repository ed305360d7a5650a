import { ArgumentError, integerAt, wrongType } from './argument-error.ts'
import { LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'

/** What functions in JavaScript, in C and in the host's own Lua say of their source. */
const closedSources = new Set<string | undefined>(['=[JS]', '=[C]', '=[host]'])

/**
 * Keeps `debug.getupvalue` and `debug.setupvalue` off the functions of the host: their upvalues are its own values,
 * which they trust. To user code such a function has none. Functions written in Lua are open as ever.
 */
export const installUpvalueGuard = (lua: Lua): void => {
  const { main } = lua
  lua.pushGlobals(main)
  lua.getField(main, -1, 'debug')
  lua.getField(main, -1, 'getinfo')
  const information = lua.ref(main)

  const isOpen = (t: Thread): boolean => {
    lua.pushRef(t, information)
    lua.pushValue(t, 1)
    lua.pushText(t, 'S')
    lua.call(t, 2, 1)
    lua.getField(t, -1, 'what')
    lua.getField(t, -2, 'source')
    const open = lua.toText(t, -2) !== 'C' && !closedSources.has(lua.toText(t, -1))
    lua.pop(t, 3)
    return open
  }

  for (const [name, args] of [['getupvalue', 2], ['setupvalue', 3]] as const) {
    lua.getField(main, -1, name)
    const original = lua.ref(main)
    const guarded: HostFunction = (t) => {
      if (args === 3 && lua.top(t) < 3) throw new ArgumentError(3, 'value expected')
      integerAt(lua, t, 2)
      if (lua.type(t, 1) !== LuaType.function) throw wrongType(lua, t, 1, 'function')
      if (!isOpen(t)) return 0
      lua.setTop(t, args)
      lua.pushRef(t, original)
      lua.insert(t, 1)
      lua.call(t, args, -1)
      return lua.top(t)
    }
    lua.pushFunction(main, guarded)
    lua.setField(main, -2, name)
  }
  lua.pop(main, 2)
}
