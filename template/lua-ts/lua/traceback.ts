import { LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'

/**
 * A traceback as real Lua would print it: without the frames of the host's own that stand between those of the
 * function, and with what the host does in Lua or JavaScript named `[C]`, as it is there.
 */
export const tidyTraceback = (text: string): string =>
  text
    .replaceAll('\n\t[JS]: in ', '\n\t[C]: in ')
    // fengari's own spelling.
    .replaceAll('\n\t(...tail calls..)', '\n\t(...tail calls...)')
    // The guard around a message handler of xpcall, and the engine's xpcall that the host's own calls.
    .replaceAll(/\n\t\[C\]: in (?:\?|upvalue 'xpcall')(?=\n|$)/g, '')
    .replaceAll(/\n\t\[host\](?::\d+)?: in /g, '\n\t[C]: in ')

/** The message and the calls that `of` is in, from the caller at `level` outward. */
export const tracebackText = (lua: Lua, of: Thread, message: string, level: number): string =>
  tidyTraceback(lua.traceback(of, message, level))

/** Puts `debug.traceback` into Lua, with frames as `tracebackText` shows them. */
export const installTraceback = (lua: Lua): void => {
  const traceback: HostFunction = (t) => {
    const other = lua.toThread(t, 1)
    const at = other ? 2 : 1
    const type = lua.type(t, at)
    if (type > LuaType.nil && type !== LuaType.string && type !== LuaType.number) {
      lua.pushValue(t, at)
      return 1
    }
    const level = lua.toNumber(t, at + 1) ?? (other ? 0 : 1)
    // Bytes that are no UTF-8 stay as they are: the message goes before the text as it came.
    const frames = Buffer.from(tracebackText(lua, other ?? t, '', level).slice(1))
    const message = type > LuaType.nil ? lua.toBytes(t, at) : undefined
    lua.pushBytes(t, message ? Buffer.concat([message, Buffer.from('\n'), frames]) : frames)
    return 1
  }
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'debug')
  lua.pushFunction(lua.main, traceback)
  lua.setField(lua.main, -2, 'traceback')
  lua.pop(lua.main, 2)
}
