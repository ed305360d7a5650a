import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

/** Opens `ltn12`: LuaSocket's sources, sinks, filters and pumps. */
export const openLtn12: OpenModule = ({ lua }) => luaFace(lua, 'ltn12', readFileSync(join(import.meta.dirname, 'ltn12.lua')))
