import { LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { argumentError } from './json-error.ts'
import { shortestPrecision } from './json-number.ts'

/** How one instance of the json module reads and writes; its setting functions change it. */
export interface JsonSettings {
  encodeSparseConvert: boolean
  encodeSparseRatio: number
  encodeSparseSafe: number
  encodeMaxDepth: number
  encodeNumberPrecision: number
  encodeKeepBuffer: boolean
  encodeInvalidNumbers: boolean | 'null'
  encodeEmptyTableAsObject: boolean
  encodeEscapeForwardSlash: boolean
  encodeSkipUnsupportedValueTypes: boolean
  /** One UTF-16 unit per byte. */
  encodeIndent: string
  decodeMaxDepth: number
  decodeInvalidNumbers: boolean
  decodeArrayWithArrayMt: boolean
  decodeAllowComment: boolean
}

/** Settings of their own, as `json.new()` has them at first. */
export const jsonSettings = (): JsonSettings => ({
  encodeSparseConvert: false,
  encodeSparseRatio: 2,
  encodeSparseSafe: 10,
  encodeMaxDepth: 1000,
  encodeNumberPrecision: shortestPrecision,
  encodeKeepBuffer: true,
  encodeInvalidNumbers: false,
  encodeEmptyTableAsObject: true,
  encodeEscapeForwardSlash: false,
  encodeSkipUnsupportedValueTypes: false,
  encodeIndent: '',
  decodeMaxDepth: 1000,
  decodeInvalidNumbers: true,
  decodeArrayWithArrayMt: false,
  decodeAllowComment: false,
})

/** One argument of a setting function, which is also one of its results. */
interface Option {
  read(settings: JsonSettings, lua: Lua, t: Thread, index: number, name: string): void
  push(settings: JsonSettings, lua: Lua, t: Thread): void
}

type KeyOf<T> = { [K in keyof JsonSettings]: JsonSettings[K] extends T ? K : never }[keyof JsonSettings]

const maxInteger = 0x7fffffff

const stringAt = (lua: Lua, t: Thread, index: number, name: string): string => {
  const text = lua.toLatin1(t, index)
  if (text === undefined) throw argumentError(name, index, `string expected, got ${lua.typeName(t, index)}`)
  return text
}

const flagAt = (lua: Lua, t: Thread, index: number, name: string): boolean => {
  if (lua.type(t, index) === LuaType.boolean) return lua.toBoolean(t, index)
  const word = stringAt(lua, t, index, name)
  if (word !== 'on' && word !== 'off') throw argumentError(name, index, `invalid option '${word}'`)
  return word === 'on'
}

const flag = (key: KeyOf<boolean>): Option => ({
  read: (settings, lua, t, index, name) => { settings[key] = flagAt(lua, t, index, name) },
  push: (settings, lua, t) => lua.pushBoolean(t, settings[key]),
})

const integer = (key: KeyOf<number>, min: number, max = maxInteger): Option => ({
  read: (settings, lua, t, index, name) => {
    const value = lua.toNumber(t, index)
    if (value === undefined) throw argumentError(name, index, `number expected, got ${lua.typeName(t, index)}`)
    if (!Number.isInteger(value)) throw argumentError(name, index, 'number has no integer representation')
    if (value < min || value > max) throw argumentError(name, index, `expected integer between ${min} and ${max}`)
    settings[key] = value
  },
  push: (settings, lua, t) => lua.pushNumber(t, settings[key]),
})

const invalidNumbers: Option = {
  read: (settings, lua, t, index, name) => {
    const isNull = lua.type(t, index) === LuaType.string && lua.toLatin1(t, index) === 'null'
    settings.encodeInvalidNumbers = isNull ? 'null' : flagAt(lua, t, index, name)
  },
  push: ({ encodeInvalidNumbers: value }, lua, t) => {
    if (value === 'null') lua.pushText(t, value)
    else lua.pushBoolean(t, value)
  },
}

const indent: Option = {
  read: (settings, lua, t, index, name) => { settings.encodeIndent = stringAt(lua, t, index, name) },
  push: (settings, lua, t) => lua.pushLatin1(t, settings.encodeIndent),
}

const options: Readonly<Record<string, readonly Option[]>> = {
  encode_sparse_array: [flag('encodeSparseConvert'), integer('encodeSparseRatio', 0), integer('encodeSparseSafe', 0)],
  encode_max_depth: [integer('encodeMaxDepth', 1)],
  encode_number_precision: [integer('encodeNumberPrecision', 1, shortestPrecision)],
  encode_keep_buffer: [flag('encodeKeepBuffer')],
  encode_invalid_numbers: [invalidNumbers],
  encode_empty_table_as_object: [flag('encodeEmptyTableAsObject')],
  encode_escape_forward_slash: [flag('encodeEscapeForwardSlash')],
  encode_skip_unsupported_value_types: [flag('encodeSkipUnsupportedValueTypes')],
  encode_indent: [indent],
  decode_max_depth: [integer('decodeMaxDepth', 1)],
  decode_invalid_numbers: [flag('decodeInvalidNumbers')],
  decode_array_with_array_mt: [flag('decodeArrayWithArrayMt')],
  decode_allow_comment: [flag('decodeAllowComment')],
}

const settingFunction = (lua: Lua, settings: JsonSettings, name: string, row: readonly Option[]): HostFunction => (t) => {
  const count = lua.top(t)
  if (count > row.length) throw argumentError(name, row.length + 1, 'found too many arguments')
  row.forEach((option, i) => {
    if (i < count && lua.type(t, i + 1) !== LuaType.nil) option.read(settings, lua, t, i + 1, name)
  })
  for (const option of row) option.push(settings, lua, t)
  return row.length
}

/** The functions that read and change `settings`, by the names they have in Lua. Without arguments they only read. */
export const settingFunctions = (lua: Lua, settings: JsonSettings): ReadonlyArray<readonly [string, HostFunction]> =>
  Object.entries(options).map(([name, row]) => [name, settingFunction(lua, settings, name, row)])
