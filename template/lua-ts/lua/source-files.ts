import { readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { LuaError } from './engine.ts'
import type { HostFunction, Lua } from './engine.ts'

const within = Buffer.from('return function(_ENV, ...) ')
const withinEnd = Buffer.from('\nend')

/** The Lua files of one function: its own folder and the rocks installed below it. */
export class SourceFiles {
  /** The folder of the handler file. */
  readonly folder: string
  readonly #version: string

  /** @param version of the language, `5.3`, which names the folder of the rocks */
  constructor(folder: string, version: string) {
    this.folder = folder
    this.#version = version
  }

  /** The value of `package.path`. */
  get path(): string {
    const rocks = join(this.folder, 'lua_modules', 'share', 'lua', this.#version)
    return [this.folder, rocks].flatMap((root) => [join(root, '?.lua'), join(root, '?', 'init.lua')]).join(';')
  }

  /** The value of `package.cpath`: where C rocks would be, which are found only to be refused by name. */
  get cPath(): string {
    return [join(this.folder, 'lua_modules', 'lib', 'lua', this.#version), this.folder].map((root) => join(root, '?.so')).join(';')
  }

  /**
   * Compiles a file and pushes its function. Its name in messages is its path from the function's folder.
   * @throws LuaError with the compiler's or the system's message
   */
  compile(lua: Lua, t: Parameters<HostFunction>[0], file: string): void {
    const { source, name } = this.#read(file)
    lua.load(t, source, name)
  }

  /** As `compile`, but the function's first parameter is the table of its globals: one chunk serves many such tables. */
  compileWithin(lua: Lua, t: Parameters<HostFunction>[0], file: string): void {
    const { source, name } = this.#read(file)
    // In its first line, so that the others keep their numbers.
    lua.load(t, Buffer.concat([within, source, withinEnd]), name)
    lua.call(t, 0, 1)
  }

  #read(file: string): { source: Uint8Array; name: string } {
    const path = resolve(this.folder, file)
    let source
    try {
      source = readFileSync(path)
    } catch (cause) {
      throw new LuaError(`cannot read ${file}: ${(cause as Error).message}`, { level: 0, cause })
    }
    return { source: withoutFirstComment(source), name: `@${this.nameOf(path)}` }
  }

  /** How messages name a file. */
  nameOf(path: string): string {
    const name = relative(this.folder, path)
    return name.startsWith('..') ? path : name
  }

  /** The functions that the prelude's `require` stands on. */
  functions(lua: Lua): Record<string, HostFunction> {
    return {
      readable: (t) => {
        const path = lua.toText(t, 1)
        lua.pushBoolean(t, path !== undefined && isFile(resolve(this.folder, path)))
        return 1
      },
      compile_within: (t) => {
        this.compileWithin(lua, t, lua.toText(t, 1) ?? '')
        return 1
      },
      compile: (t) => {
        try {
          this.compile(lua, t, lua.toText(t, 1) ?? '')
          return 1
        } catch (error) {
          if (!(error instanceof LuaError)) throw error
          lua.pushNil(t)
          lua.pushText(t, error.message)
          return 2
        }
      },
    }
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

const newline = 10

// As Lua's own loader: a byte order mark and a first line that begins with # (`#!/usr/bin/lua`) are no Lua.
const withoutFirstComment = (source: Buffer): Uint8Array => {
  const text = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? source.subarray(3) : source
  if (text[0] !== 0x23) return text
  const end = text.indexOf(newline)
  return end < 0 ? new Uint8Array(0) : text.subarray(end)
}
