import { BadReplyError } from '../host/errors.ts'
import { LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'

/** Whether header lines (name, value, name, value …) name a Content-Type. */
export const hasContentType = (headers: readonly string[]): boolean => {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === 12 && name.toLowerCase() === 'content-type') return true
  }
  return false
}

const isText = (type: LuaType): boolean => type === LuaType.string || type === LuaType.number

/**
 * The values of one header: a string, a number, or a list of them.
 * @throws BadReplyError that names the header
 */
export const headerValues = (lua: Lua, t: Thread, index: number, name: string): string[] => {
  const type = lua.type(t, index)
  if (isText(type)) return [assertLatin1(name, lua.toLatin1(t, index)!)]
  if (type !== LuaType.table) throw badValue(name, lua.typeName(t, index))
  const table = lua.absIndex(t, index)
  const values: string[] = []
  for (let i = 1; i <= lua.rawLength(t, table); i++) {
    const each = lua.rawGetIndex(t, table, i)
    if (!isText(each)) throw badValue(name, `a list with a ${lua.typeName(t, -1)}`)
    values.push(assertLatin1(name, lua.toLatin1(t, -1)!))
    lua.pop(t, 1)
  }
  return values
}

const badValue = (name: string, got: string): BadReplyError =>
  new BadReplyError(`Header "${name}" has no value that can be sent: expected a string, a number or a list of these, got ${got}`)

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A header's value is Latin-1 (RFC 9110 §5.5). UTF-8 text with further characters would reach the client as
 * something else; bytes that are no UTF-8 are taken as the Latin-1 that they must be.
 */
const assertLatin1 = (name: string, value: string): string => {
  if (!/[\x80-\xff]/.test(value)) return value
  let text
  try {
    text = utf8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
  if (!/[^\0-\xff]/.test(text)) return value
  throw new BadReplyError(`Cannot send header ${JSON.stringify(`${name}: ${text}`)}: its value has characters beyond Latin-1; percent-encode it`)
}

/** The header lines of a table at `index`. @throws BadReplyError */
export const tableHeaders = (lua: Lua, t: Thread, index: number): string[] => {
  const headers: string[] = []
  const table = lua.absIndex(t, index)
  lua.pushNil(t)
  while (lua.next(t, table)) {
    if (lua.type(t, -2) !== LuaType.string) {
      throw new BadReplyError(`Headers must be a table of names and values, got a ${lua.typeName(t, -2)} as a name`)
    }
    const name = lua.toLatin1(t, -2)!
    if (lua.type(t, -1) === LuaType.string) headers.push(name, assertLatin1(name, lua.toLatin1(t, -1)!))
    else for (const value of headerValues(lua, t, -1, name)) headers.push(name, value)
    lua.pop(t, 1)
  }
  return headers
}
