import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

/** Opens `cors`: `wrap`, `preflight` and `headers` for pages of other origins. */
export const openCors: OpenModule = ({ lua }) => luaFace(lua, 'cors', readFileSync(join(import.meta.dirname, 'cors.lua')))
