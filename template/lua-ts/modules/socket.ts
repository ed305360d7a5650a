import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { openTime } from './time.ts'

/** Opens `socket`: LuaSocket's `gettime`, `sleep`, `try`, `newtry`, `protect` and `skip`. */
export const openSocket: OpenModule = ({ lua, scheduler, tapes }) =>
  luaFace(lua, 'socket', readFileSync(join(import.meta.dirname, 'socket.lua')), { time: openTime(lua, scheduler, tapes) })
