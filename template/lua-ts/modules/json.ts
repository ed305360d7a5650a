import { LuaError } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { pushJson } from './json-decode.ts'
import { encodeValue } from './json-encode.ts'
import { argumentError } from './json-error.ts'
import { jsonSettings, settingFunctions } from './json-settings.ts'
import type { JsonSettings } from './json-settings.ts'
import { jsonValues } from './json-values.ts'

export { JsonError, JsonMethodError } from './json-error.ts'
export { encodeValue, pushJson }
export { jsonSettings } from './json-settings.ts'
export type { JsonSettings } from './json-settings.ts'
export { pushNull } from './json-values.ts'

const moduleName = 'cjson'
/** The version of lua-cjson whose functions these are. */
const moduleVersion = '2.1.0'

/** The loader of `json` and `cjson`: pushes the module table, the same one each time. */
export const openJson = (lua: Lua): HostFunction => openOnce(lua, (fn) => fn)

/** The loader of `cjson.safe`, whose `encode` and `decode` return nil and a message instead of raising an error. */
export const openSafeJson = (lua: Lua): HostFunction => openOnce(lua, (fn) => returningErrors(lua, fn))

type Wrapper = (fn: HostFunction) => HostFunction

const openOnce = (lua: Lua, wrap: Wrapper): HostFunction => {
  let module: number | undefined
  return (t) => {
    if (module === undefined) {
      pushModule(lua, t, wrap)
      module = lua.ref(t)
    }
    lua.pushRef(t, module)
    return 1
  }
}

// A wrong number of arguments is a mistake in the program, so it is raised all the same, as cjson.safe does.
const returningErrors = (lua: Lua, fn: HostFunction): HostFunction => (t) => {
  if (lua.top(t) !== 1) return fn(t)
  try {
    return fn(t)
  } catch (error) {
    if (!(error instanceof LuaError)) throw error
    lua.pushNil(t)
    lua.pushText(t, error.message)
    return 2
  }
}

const encoding = (lua: Lua, settings: JsonSettings): HostFunction => (t) => {
  if (lua.top(t) !== 1) throw argumentError('encode', 1, 'expected 1 argument')
  lua.pushBytes(t, encodeValue(lua, t, 1, settings))
  return 1
}

const decoding = (lua: Lua, settings: JsonSettings): HostFunction => (t) => {
  if (lua.top(t) !== 1) throw argumentError('decode', 1, 'expected 1 argument')
  const text = lua.toBytes(t, 1)
  if (text === undefined) throw argumentError('decode', 1, `string expected, got ${lua.typeName(t, 1)}`)
  pushJson(lua, t, text, settings)
  return 1
}

const pushModule = (lua: Lua, t: Thread, wrap: Wrapper): void => {
  const settings = jsonSettings()
  const functions: ReadonlyArray<readonly [string, HostFunction]> = [
    ['encode', wrap(encoding(lua, settings))],
    ['decode', wrap(decoding(lua, settings))],
    ['new', (thread) => {
      pushModule(lua, thread, wrap)
      return 1
    }],
    ...settingFunctions(lua, settings),
  ]
  lua.reserve(t, 4)
  lua.pushTable(t)
  for (const [name, fn] of functions) {
    lua.pushFunction(t, fn)
    lua.setField(t, -2, name)
  }
  pushConstants(lua, t)
}

const pushConstants = (lua: Lua, t: Thread): void => {
  const values = jsonValues(lua)
  const refs = { null: values.null, empty_array: values.emptyArray, array_mt: values.arrayMt, empty_array_mt: values.emptyArrayMt }
  for (const [name, ref] of Object.entries(refs)) {
    lua.pushRef(t, ref)
    lua.setField(t, -2, name)
  }
  for (const [name, text] of [['_NAME', moduleName], ['_VERSION', moduleVersion]] as const) {
    lua.pushText(t, text)
    lua.setField(t, -2, name)
  }
}
