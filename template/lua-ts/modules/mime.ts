import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBase64 } from './base64.ts'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

/** Opens `mime`: LuaSocket's `b64`, `unb64`, `encode("base64")`, `decode("base64")` and `wrap`. */
export const openMime: OpenModule = (host) =>
  luaFace(host.lua, 'mime', readFileSync(join(import.meta.dirname, 'mime.lua')), { base64: openBase64(host) })
