import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

/** Opens `cookie`: `parse` for Cookie, `serialize` for Set-Cookie (RFC 6265). */
export const openCookie: OpenModule = ({ lua }) => luaFace(lua, 'cookie', readFileSync(join(import.meta.dirname, 'cookie.lua')))
