import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

/** Opens `url`: parse, build, resolve and escape URLs (RFC 3986), encode and decode queries. */
export const openUrl: OpenModule = ({ lua }) => luaFace(lua, 'url', readFileSync(join(import.meta.dirname, 'url.lua')))
