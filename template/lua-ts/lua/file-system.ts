import { mkdtempSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { LuaError, LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import { setFunctions } from './set-functions.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EBADF: 'Bad file descriptor',
  EMFILE: 'Too many open files',
  EINVAL: 'Invalid argument',
}

/** An error as the system itself gives it. */
export const systemError = (code: string, errno: number): NodeJS.ErrnoException =>
  Object.assign(new Error(reasons[code] ?? code), { code, errno: -errno })

/** C's words for a system error. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return (code !== undefined && reasons[code]) || message
}

/** The path at `index`. @throws LuaError */
export const pathAt = (lua: Lua, t: Thread, index: number, name: string): string => {
  if (lua.type(t, index) === LuaType.string) return lua.toText(t, index)!
  throw new LuaError(`bad argument #${index} to '${name}' (string expected, got ${lua.typeName(t, index)})`)
}

/** Lua's way with the system's errors: nil, a message and a number. `act` pushes one result, or says how many. */
export const attempt = (lua: Lua, t: Thread, path: string | undefined, act: () => number | void): number => {
  try {
    return act() ?? 1
  } catch (error) {
    if (error instanceof RangeError) throw new LuaError(`bad argument #2 to 'open' (${error.message})`)
    if (error instanceof LuaError || !(error instanceof Error) || !('errno' in error)) throw error
    lua.pushNil(t)
    lua.pushText(t, path === undefined ? reasonOf(error) : `${path}: ${reasonOf(error)}`)
    lua.pushNumber(t, Math.abs(error.errno as number))
    return 3
  }
}

/** An empty file of its own, in the folder for temporary files. */
export const temporaryFile = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'lua-')), 'file')
  writeFileSync(path, '')
  return path
}

/** `os.remove`, `os.rename` and `os.tmpname`. A relative path begins at the function's own folder. */
export const installFileSystem = (lua: Lua, folder: string): void => {
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'os')
  setFunctions(lua, {
    remove: (t) => {
      const path = pathAt(lua, t, 1, 'remove')
      return attempt(lua, t, path, () => {
        const file = resolve(folder, path)
        if (statSync(file).isDirectory()) rmdirSync(file)
        else rmSync(file)
        lua.pushBoolean(t, true)
      })
    },
    rename: (t) => {
      const [from, to] = [pathAt(lua, t, 1, 'rename'), pathAt(lua, t, 2, 'rename')]
      return attempt(lua, t, undefined, () => {
        renameSync(resolve(folder, from), resolve(folder, to))
        lua.pushBoolean(t, true)
      })
    },
    tmpname: (t) => {
      lua.pushText(t, temporaryFile())
      return 1
    },
  })
  lua.pop(lua.main, 2)
}
