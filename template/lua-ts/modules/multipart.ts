import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { minorCollection } from '../host/minor-collection.ts'
import { LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { bytesArgument, latin1Argument } from './arguments.ts'
import { Objects } from './objects.ts'
import { luaFace } from './lua-face.ts'
import type { ModuleHost, OpenModule } from './module-host.ts'
import { MultipartError, MultipartParser } from './multipart-parser.ts'

// A shorter piece is copied, so that it doesn't keep the long one that it is part of.
const shortBytes = 4096

interface Held {
  readonly parser: MultipartParser
}

/** Opens `multipart`: takes uploads apart while they come, and puts such bodies together. */
export const openMultipart: OpenModule = (host) =>
  luaFace(host.lua, 'multipart', readFileSync(join(import.meta.dirname, 'multipart.lua')), parserFunctions(host))

/** `open(boundary)`, `push(parser, piece)` and `next(parser)`, which the Lua side feeds; nil and why for a bad body. */
const parserFunctions = ({ lua, scheduler }: ModuleHost): Record<string, HostFunction> => {
  const held = new Objects<Held>(lua, 'parser', () => ({}))
  const took = minorCollection()
  return {
    boundary: (t) => {
      lua.pushLatin1(t, randomUUID())
      return 1
    },
    open: (t) => {
      const id = held.push(t, { parser: new MultipartParser(latin1Argument(lua, t, 1, 'open')) })
      const { call } = scheduler.current ?? {}
      if (call) (call.atEnd ??= []).push(() => held.delete(id))
      return 1
    },
    push: (t) => {
      const piece = pieceArgument(lua, t)
      // It is copied twice on its way through here.
      took(2 * piece.length)
      held.at(t, 'push').parser.push(piece)
      return 0
    },
    finish: (t) => {
      const { parser } = held.at(t, 'finish')
      return orProblem(lua, t, () => {
        parser.finish()
        lua.pushBoolean(t, true)
        return 1
      })
    },
    next: (t) => {
      const { parser } = held.at(t, 'next')
      return orProblem(lua, t, () => {
        const step = parser.next()
        lua.pushText(t, step.kind)
        if (step.kind === 'part') lua.pushLatin1(t, step.headers)
        else if (step.kind === 'data') lua.pushBytes(t, step.bytes.length < shortBytes ? Buffer.from(step.bytes) : step.bytes)
        else return 1
        return 2
      })
    },
  }
}

/** The bytes of argument 2, which may be Lua's own: nobody changes them. @throws LuaError */
const pieceArgument = (lua: Lua, t: Thread): Buffer => {
  if (lua.type(t, 2) !== LuaType.string) return bytesArgument(lua, t, 2, 'push')
  const { buffer, byteOffset, length } = lua.toBytes(t, 2)!
  return Buffer.from(buffer, byteOffset, length)
}

const orProblem = (lua: Lua, t: Thread, work: () => number): number => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error
    lua.pushNil(t)
    lua.pushText(t, error.message)
    return 2
  }
}
