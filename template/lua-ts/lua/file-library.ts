import { rmSync, rmdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ArgumentError } from './argument-error.ts'
import { LuaError, LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { readFormats } from './file-formats.ts'
import { attempt, pathAt, reasonOf, systemError, temporaryFile } from './file-system.ts'
import { Handles } from './handles.ts'
import { OpenFile } from './open-file.ts'
import { setFunctions } from './set-functions.ts'

const mostOpen = 256

/**
 * Files: `io.open`, `io.lines`, `io.type`, `io.tmpfile` and what they return. A relative path begins at the function's
 * own folder. Reading and writing take place at once: other requests wait meanwhile.
 */
export class FileLibrary {
  readonly #lua: Lua
  readonly #folder: string
  readonly #read: ReturnType<typeof readFormats>
  readonly #open: Handles<OpenFile>
  readonly #metatable: number

  constructor(lua: Lua, folder: string) {
    this.#lua = lua
    this.#folder = folder
    this.#read = readFormats(lua)
    this.#open = new Handles(lua)
    this.#metatable = this.#newMetatable()
  }

  install(): void {
    const { main } = this.#lua
    this.#lua.pushGlobals(main)
    this.#lua.getField(main, -1, 'io')
    setFunctions(this.#lua, { open: this.#ioOpen, lines: this.#ioLines, type: this.#ioType, tmpfile: this.#ioTmpfile, close: this.#close })
    this.#lua.pop(main, 2)
  }

  readonly #ioOpen: HostFunction = (t) => {
    const path = pathAt(this.#lua, t, 1, 'open')
    const mode = this.#lua.type(t, 2) > LuaType.nil ? this.#lua.toText(t, 2)! : 'r'
    return attempt(this.#lua, t, path, () => {
      if (statSync(resolve(this.#folder, path), { throwIfNoEntry: false })?.isDirectory()) throw systemError('EISDIR', 21)
      this.#push(t, this.#opened(path, mode))
    })
  }

  readonly #ioLines: HostFunction = (t) => {
    const lua = this.#lua
    if (lua.type(t, 1) <= LuaType.nil) throw new LuaError('there is no standard input in a function; give io.lines the name of a file')
    const path = pathAt(this.#lua, t, 1, 'lines')
    const count = lua.top(t)
    let file
    try {
      file = this.#opened(path, 'r')
    } catch (error) {
      throw new LuaError(`cannot open file '${path}' (${reasonOf(error)})`)
    }
    this.#push(t, file)
    lua.insert(t, 2)
    // The file, whether it closes at its end, and the formats.
    lua.pushBoolean(t, true)
    lua.insert(t, 3)
    lua.pushFunction(t, this.#nextLine(count - 1), count + 1)
    return 1
  }

  readonly #fileLines: HostFunction = (t) => {
    const lua = this.#lua
    this.#at(t)
    const count = lua.top(t) - 1
    lua.pushBoolean(t, false)
    lua.insert(t, 2)
    lua.pushFunction(t, this.#nextLine(count), count + 2)
    return 1
  }

  /** The iterators of `lines` by their number of formats: one function each, however often they are made. */
  readonly #iterators = new Map<number, HostFunction>()

  #nextLine(formats: number): HostFunction {
    let next = this.#iterators.get(formats)
    if (!next) {
      next = (t) => {
        const lua = this.#lua
        lua.setTop(t, 0)
        lua.reserve(t, formats + 4)
        for (let i = 1; i <= formats + 2; i++) lua.pushValue(t, lua.upvalue(i))
        const file = this.#at(t)
        const count = this.#read(t, file, 3, 2 + formats)
        if (lua.type(t, -count) === LuaType.nil && lua.toBoolean(t, 2)) this.#forget(t, file)
        return count
      }
      this.#iterators.set(formats, next)
    }
    return next
  }

  readonly #ioType: HostFunction = (t) => {
    if (this.#lua.type(t, 1) === LuaType.none) throw new ArgumentError(1, 'value expected')
    const id = this.#open.idAt(t, 1)
    if (id === undefined) this.#lua.pushNil(t)
    else this.#lua.pushText(t, this.#open.get(id) !== undefined ? 'file' : 'closed file')
    return 1
  }

  readonly #ioTmpfile: HostFunction = (t) => attempt(this.#lua, t, undefined, () => {
    const path = temporaryFile()
    this.#push(t, this.#opened(path, 'w+'))
    // As C's tmpfile: it has no name any more and is gone when it is closed.
    rmSync(path)
    rmdirSync(join(path, '..'))
  })

  readonly #readFile: HostFunction = (t) => attempt(this.#lua, t, undefined, () => this.#read(t, this.#at(t), 2, this.#lua.top(t)))

  readonly #writeFile: HostFunction = (t) => {
    const lua = this.#lua
    const file = this.#at(t)
    const count = lua.top(t)
    for (let i = 2; i <= count; i++) {
      const type = lua.type(t, i)
      if (type === LuaType.string || type === LuaType.number) continue
      throw new LuaError(`bad argument #${i - 1} to 'write' (string expected, got ${lua.typeName(t, i)})`)
    }
    return attempt(this.#lua, t, undefined, () => {
      for (let i = 2; i <= count; i++) file.write(lua.toBytes(t, i)!)
      lua.pushValue(t, 1)
    })
  }

  readonly #seek: HostFunction = (t) => {
    const lua = this.#lua
    const file = this.#at(t)
    const whence = lua.type(t, 2) > LuaType.nil ? lua.toText(t, 2)! : 'cur'
    const offset = lua.type(t, 3) > LuaType.nil ? lua.toNumber(t, 3) : 0
    if (whence !== 'set' && whence !== 'cur' && whence !== 'end') throw new LuaError(`bad argument #1 to 'seek' (invalid option '${whence}')`)
    if (offset === undefined || !Number.isInteger(offset)) throw new LuaError('bad argument #2 to \'seek\' (whole number expected)')
    return attempt(this.#lua, t, undefined, () => lua.pushNumber(t, file.seek(whence, offset)))
  }

  readonly #flush: HostFunction = (t) => {
    const file = this.#at(t)
    return attempt(this.#lua, t, undefined, () => {
      file.flush()
      this.#lua.pushValue(t, 1)
    })
  }

  readonly #close: HostFunction = (t) => {
    const file = this.#at(t)
    return attempt(this.#lua, t, undefined, () => {
      this.#forget(t, file)
      this.#lua.pushBoolean(t, true)
    })
  }

  /** For `local f <close>` of Lua 5.4, where a file may be closed already. */
  readonly #closeQuietly: HostFunction = (t) => {
    const id = this.#open.idAt(t, 1)
    const file = id === undefined ? undefined : this.#open.get(id)
    if (file) this.#forget(t, file)
    return 0
  }

  readonly #show: HostFunction = (t) => {
    const id = this.#open.idAt(t, 1)
    this.#lua.pushText(t, id !== undefined && this.#open.get(id) ? `file (${id})` : 'file (closed)')
    return 1
  }

  #newMetatable(): number {
    const lua = this.#lua
    const { main } = lua
    lua.pushTable(main)
    setFunctions(lua, { __tostring: this.#show, __close: this.#closeQuietly, __gc: this.#closeQuietly })
    lua.pushText(main, 'FILE*')
    lua.setField(main, -2, '__name')
    lua.pushTable(main)
    setFunctions(lua, {
      close: this.#close, flush: this.#flush, lines: this.#fileLines, read: this.#readFile, seek: this.#seek,
      setvbuf: yes(lua), write: this.#writeFile,
    })
    lua.setField(main, -2, '__index')
    return lua.ref(main)
  }

  #opened(path: string, mode: string): OpenFile {
    if (this.#open.size >= mostOpen) throw systemError('EMFILE', 24)
    return new OpenFile(resolve(this.#folder, path), mode)
  }

  #push(t: Thread, file: OpenFile): void {
    this.#open.push(t, this.#open.add(file), this.#metatable)
  }

  #at(t: Thread): OpenFile {
    const id = this.#open.idAt(t, 1)
    if (id === undefined) throw new LuaError(`bad argument #1 (FILE* expected, got ${this.#lua.typeName(t, 1)})`)
    const file = this.#open.get(id)
    if (!file) throw new LuaError('attempt to use a closed file')
    return file
  }

  #forget(t: Thread, file: OpenFile): void {
    this.#open.delete(this.#open.idAt(t, 1)!)
    file.close()
  }
}

const yes = (lua: Lua): HostFunction => (t) => {
  lua.pushBoolean(t, true)
  return 1
}
