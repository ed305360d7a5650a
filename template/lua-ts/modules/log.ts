import type { LogRecord } from '../host/log.ts'
import { LuaError, LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { argumentError, gotType, isAbsent } from './arguments.ts'
import { encodeValue } from './json.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const

/** Opens `log`: `debug`, `info`, `warn` and `error`, each with a message and a table of fields. */
export const openLog: OpenModule = ({ lua, scheduler, settings, log }) => {
  const least = levels.indexOf(settings.luaLogLevel)
  const write = (level: LogRecord['level']): HostFunction => (t) => {
    if (levels.indexOf(level) < least) return 0
    if (lua.type(t, 1) === LuaType.none) throw argumentError(1, level, 'message expected, got no value')
    const message = shown(lua, t, 1)
    const fields = isAbsent(lua, t, 2) ? [] : fieldsAt(lua, t, 2, level)
    log.record({ level, message, fields, callId: scheduler.current?.call?.id })
    return 0
  }
  return functionModule(lua, Object.fromEntries(levels.map((level) => [level, write(level)])))
}

/** What `tostring` gives of a value, as text. */
const shown = (lua: Lua, t: Thread, index: number): string => Buffer.from(lua.display(t, index)).toString()

/** Names and values of a table, in the order of their names. */
const fieldsAt = (lua: Lua, t: Thread, index: number, level: string): LogRecord['fields'] => {
  if (lua.type(t, index) !== LuaType.table) throw argumentError(2, level, `table of fields expected, got ${gotType(lua, t, index)}`)
  const fields: (readonly [string, string])[] = []
  lua.reserve(t, 8)
  lua.pushNil(t)
  while (lua.next(t, index)) {
    // A copy: what converts a key to text in its place would confuse `next`.
    lua.pushValue(t, -2)
    const name = shown(lua, t, lua.top(t))
    lua.pop(t, 1)
    fields.push([name, valueJson(lua, t)])
    lua.pop(t, 1)
  }
  return fields.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** JSON of the value on top of the stack; what JSON can't express is shown as `tostring` does. */
const valueJson = (lua: Lua, t: Thread): string => {
  const top = lua.top(t)
  if (lua.type(t, top) === LuaType.string) return JSON.stringify(lua.toText(t, top))
  try {
    return Buffer.from(encodeValue(lua, t, top, undefined, 'refused')).toString()
  } catch (error) {
    if (!(error instanceof LuaError)) throw error
    lua.setTop(t, top)
    return JSON.stringify(shown(lua, t, top))
  }
}
