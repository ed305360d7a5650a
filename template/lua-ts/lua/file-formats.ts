import { LuaError, LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import type { OpenFile } from './open-file.ts'

/** Beginnings of the numbers that `file:read("n")` takes: decimal and hexadecimal, with sign, point and exponent. */
const beginsNumber = /^[+-]?(?:0[xX][\da-fA-F]*\.?[\da-fA-F]*(?:[pP][+-]?\d*)?|\d*\.?\d*(?:[eE][+-]?\d*)?)?$/
const longestNumber = 200

/** Reads what one format asks for and pushes it; pushes nil and returns false where the file has it not. */
type Format = (file: OpenFile, t: Thread) => boolean

/** The formats of `file:read`, by their letter; Lua 5.1's star before it is taken too. */
const formats = (lua: Lua): Readonly<Record<string, Format>> => {
  const pushed = (t: Thread, bytes: Uint8Array | undefined): boolean => {
    if (bytes) lua.pushBytes(t, bytes)
    else lua.pushNil(t)
    return bytes !== undefined
  }
  return {
    a: (file, t) => pushed(t, file.readAll()),
    l: (file, t) => pushed(t, file.readLine(false)),
    L: (file, t) => pushed(t, file.readLine(true)),
    n: (file, t) => {
      const text = file.readWhile((more) => more.length <= longestNumber && beginsNumber.test(more))
      lua.pushText(t, text)
      lua.pushGlobals(t)
      lua.getField(t, -1, 'tonumber')
      lua.remove(t, -2)
      lua.insert(t, -2)
      lua.call(t, 1, 1)
      return lua.type(t, -1) !== LuaType.nil
    },
  }
}

/**
 * Reads a file by the formats at `first` … `last` of the stack, a line where there are none, and pushes the results:
 * up to and with the first nil, as Lua does. Returns how many.
 */
export const readFormats = (lua: Lua): ((t: Thread, file: OpenFile, first: number, last: number) => number) => {
  const known = formats(lua)
  const one = (t: Thread, file: OpenFile, index: number, number: number): boolean => {
    if (lua.type(t, index) === LuaType.number) {
      const bytes = file.read(lua.toNumber(t, index)!)
      if (bytes) lua.pushBytes(t, bytes)
      else lua.pushNil(t)
      return bytes !== undefined
    }
    const name = lua.type(t, index) === LuaType.string ? lua.toLatin1(t, index)!.replace(/^\*/, '')[0] : undefined
    const format = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined
    if (!format) throw new LuaError(`bad argument #${number} to 'read' (invalid format)`)
    return format(file, t)
  }
  return (t, file, first, last) => {
    if (last < first) {
      known['l']!(file, t)
      return 1
    }
    let count = 0
    for (let index = first; index <= last; index++) {
      lua.reserve(t, 4)
      count++
      if (!one(t, file, index, count)) break
    }
    return count
  }
}
