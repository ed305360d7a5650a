import type { RawHeaders } from '../host/call.ts'
import type { Lua, Thread } from './engine.ts'
import { eachParameter } from './query.ts'

const lowerNames = new Map<string, string>()
const maxLowerNames = 1024
// They come from the client, up to a mebibyte long: what is kept of them must be small.
const maxLowerNameLength = 64

/** A header's name in lower case; the same few come with every request. */
const lowerName = (name: string): string => {
  let lower = lowerNames.get(name)
  if (lower === undefined) {
    lower = name.toLowerCase()
    if (lowerNames.size < maxLowerNames && name.length <= maxLowerNameLength) lowerNames.set(name, lower)
  }
  return lower
}

const grouped = (each: (add: (name: string, value: string) => void) => void): Map<string, string[]> => {
  const groups = new Map<string, string[]>()
  each((name, value) => {
    const group = groups.get(name)
    if (group) group.push(value)
    else groups.set(name, [value])
  })
  return groups
}

const pushLists = (lua: Lua, t: Thread, groups: ReadonlyMap<string, readonly string[]>): void => {
  lua.reserve(t, 4)
  lua.pushTable(t, 0, groups.size)
  for (const [name, values] of groups) {
    lua.pushLatin1(t, name)
    lua.pushTable(t, values.length)
    values.forEach((value, i) => {
      lua.pushLatin1(t, value)
      lua.rawSetIndex(t, -2, i + 1)
    })
    lua.rawSet(t, -3)
  }
}

const eachHeader = (headers: RawHeaders, each: (name: string, value: string) => void): void => {
  for (let i = 0; i < headers.length; i += 2) each(lowerName(headers[i]!), headers[i + 1]!)
}

/**
 * Pushes a table of headers by lower-case name. `joined`: repeated headers are joined with a comma, cookies with
 * a semicolon, as RFC 9110 §5.2 and RFC 6265 §5.4 have it. `all`: each value in a list.
 */
export const pushHeaders = (lua: Lua, t: Thread, headers: RawHeaders, how: 'joined' | 'all'): void => {
  const groups = grouped((add) => eachHeader(headers, add))
  if (how === 'all') return pushLists(lua, t, groups)
  lua.reserve(t, 3)
  lua.pushTable(t, 0, groups.size)
  for (const [name, values] of groups) {
    lua.pushKey(t, name)
    lua.pushLatin1(t, values.length === 1 ? values[0]! : values.join(name === 'cookie' ? '; ' : ', '))
    lua.rawSet(t, -3)
  }
}

/** Pushes a table of the parameters of a query or form: the last value of each name, or all in a list. */
export const pushParameters = (lua: Lua, t: Thread, text: string, which: 'last' | 'all'): void => {
  if (which === 'all') return pushLists(lua, t, grouped((add) => eachParameter(text, add)))
  lua.reserve(t, 3)
  lua.pushTable(t)
  eachParameter(text, (name, value) => {
    lua.pushLatin1(t, name)
    lua.pushLatin1(t, value)
    lua.rawSet(t, -3)
  })
}
