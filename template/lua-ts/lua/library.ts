import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installCoroutines } from './coroutines.ts'
import type { HostFunction, Lua } from './engine.ts'
import { FileLibrary } from './file-library.ts'
import { installFileSystem } from './file-system.ts'
import { installIo } from './io-library.ts'
import { setFunctions } from './set-functions.ts'
import { installOs } from './os-library.ts'
import type { Environment } from './os-library.ts'
import { installLoad } from './load-function.ts'
import type { Printer } from './printer.ts'
import { hintFor, insteadOf } from './rock-hints.ts'
import type { Scheduler } from './scheduler.ts'
import type { SourceFiles } from './source-files.ts'
import { installStringCaps } from './string-caps.ts'
import { tapeDice } from './taped-library.ts'
import { noTapes } from './tapes.ts'
import type { Tapes } from './tapes.ts'
import { installTraceback } from './traceback.ts'
import { installUpvalueGuard } from './upvalue-guard.ts'

export interface LibraryOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly printer: Printer
  readonly files: SourceFiles
  readonly environment: Environment
  readonly tapes: Tapes
  readonly maxStringBytes: number
  /** Told of a global that a request wrote, once per name. */
  readonly globalWritten: (name: string, traceback: string) => void
}

/** The functions of the prelude that the host calls, as references. */
export interface Prelude {
  readonly stream: number
  readonly guardGlobals: number
  readonly eventPairs: number
  readonly eventChunks: number
  /** Gives the prelude the function behind `pairs(event)`, which is made after it. */
  setEventFields(fields: HostFunction): void
}

/** Makes Lua's own library fit for a function host and adds the host's modules. Call it once, on a new state. */
export const installLibrary = (options: LibraryOptions): Prelude => {
  const { lua, scheduler, printer, files, environment, tapes, maxStringBytes } = options
  installCoroutines(lua, scheduler)
  installOs(lua, environment, { ofCall: () => scheduler.current?.call?.environment, tapes })
  if (tapes !== noTapes) tapeDice(lua, tapes)
  installIo(lua, scheduler, printer)
  new FileLibrary(lua, files.folder).install()
  installFileSystem(lua, files.folder)
  installStringCaps(lua, maxStringBytes)
  installTraceback(lua)
  installLoad(lua)
  installUpvalueGuard(lua)
  setPaths(lua, files)
  return runPrelude(options)
}

/** Makes modules that `require` finds, by name. */
export const preload = (lua: Lua, loaders: Readonly<Record<string, HostFunction>>): void => {
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'package')
  lua.getField(lua.main, -1, 'preload')
  setFunctions(lua, loaders)
  lua.pop(lua.main, 3)
}

const setPaths = (lua: Lua, files: SourceFiles): void => {
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'package')
  lua.pushText(lua.main, files.path)
  lua.setField(lua.main, -2, 'path')
  lua.pushText(lua.main, files.cPath)
  lua.setField(lua.main, -2, 'cpath')
  lua.pop(lua.main, 2)
}

/** Pushes the prelude's function. The image has it compiled, which takes a fraction of the time. */
const loadPrelude = (lua: Lua): void => {
  const compiled = join(import.meta.dirname, `prelude.${lua.engine}.luac`)
  if (existsSync(compiled)) lua.loadDumped(lua.main, readFileSync(compiled))
  else lua.load(lua.main, readFileSync(join(import.meta.dirname, 'prelude.lua')), '=[host]')
}

const runPrelude = ({ lua, scheduler, files, globalWritten }: LibraryOptions): Prelude => {
  const { main } = lua
  lua.pushTable(main)
  const host = lua.ref(main)
  lua.pushRef(main, host)
  setFunctions(lua, {
    ...files.functions(lua),
    guarded: guardedHandler(lua, scheduler),
    in_request: (t) => {
      lua.pushBoolean(t, scheduler.current?.call !== undefined)
      return 1
    },
    tick_instructions: (t) => {
      lua.pushNumber(t, lua.tickInstructions)
      return 1
    },
    hint: (t) => {
      lua.pushText(t, hintFor(lua.toText(t, 1) ?? ''))
      return 1
    },
    instead: (t) => {
      lua.pushText(t, insteadOf(lua.toText(t, 1) ?? ''))
      return 1
    },
    global_written: (t) => {
      globalWritten(lua.toText(t, 1) ?? '', lua.toText(t, 2) ?? '')
      return 0
    },
  })
  loadPrelude(lua)
  lua.insert(main, -2)
  lua.call(main, 1, 0)
  const kept = (name: string): number => {
    lua.pushRef(main, host)
    lua.getField(main, -1, name)
    lua.remove(main, -2)
    return lua.ref(main)
  }
  return {
    stream: kept('stream'),
    guardGlobals: kept('guard_globals'),
    eventPairs: kept('event_pairs'),
    eventChunks: kept('event_chunks'),
    setEventFields(fields) {
      lua.pushRef(main, host)
      lua.pushFunction(main, fields)
      lua.setField(main, -2, 'event_fields')
      lua.pop(main, 1)
    },
  }
}

/** Makes a message handler for xpcall that is skipped once the run's time is up. */
const guardedHandler = (lua: Lua, scheduler: Scheduler): HostFunction => {
  const guarded: HostFunction = (t) => {
    if (scheduler.current?.killed) return 1
    lua.pushValue(t, lua.upvalue(1))
    lua.insert(t, 1)
    lua.call(t, lua.top(t) - 1, 1)
    return 1
  }
  return (t) => {
    lua.setTop(t, 1)
    lua.pushFunction(t, guarded, 1)
    return 1
  }
}
