import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lua } from './engine.ts'
import { setFunctions } from './set-functions.ts'
import type { SourceFiles } from './source-files.ts'

/** Makes a handler that runs `file` anew for each request and calls the function `entry` of it; as a reference. */
export type Isolate = (file: string, entry: string) => number

/** Takes the state's globals as they are now for those that each request begins with: call it before code of the function runs. */
export const isolation = (lua: Lua, files: SourceFiles): Isolate => {
  const { main } = lua
  lua.load(main, readFileSync(join(import.meta.dirname, 'isolation.lua')), '=[host]')
  lua.pushTable(main)
  setFunctions(lua, files.functions(lua))
  lua.call(main, 1, 1)
  const isolate = lua.ref(main)
  return (file, entry) => {
    lua.pushRef(main, isolate)
    lua.pushText(main, file)
    lua.pushText(main, entry)
    lua.call(main, 2, 1)
    return lua.ref(main)
  }
}
