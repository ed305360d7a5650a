import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { openUrl } from './url.ts'

/** Opens `socket.url`: LuaSocket's `parse`, `build`, `absolute`, `escape`, `unescape`, `parse_path` and `build_path`. */
export const openSocketUrl: OpenModule = (host) =>
  luaFace(host.lua, 'socket.url', readFileSync(join(import.meta.dirname, 'socket-url.lua')), { url: openUrl(host) })
