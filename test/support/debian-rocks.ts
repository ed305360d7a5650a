import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'

/** Debian has most rocks for several versions of Lua, some for old ones only; the files are the same. */
const versions = ['5.4', '5.3', '5.2', '5.1']

/** Copies modules that Debian has installed to where luarocks puts them. Returns the names of those that are missing. */
export const copyDebianRocks = (modules: readonly string[], folder: string): string[] => {
  const missing: string[] = []
  for (const module of modules) {
    const found = versions.map((version) => `/usr/share/lua/${version}/${module}`).find(existsSync)
    if (found === undefined) missing.push(module)
    else for (const version of ['5.3', '5.4']) cpSync(found, join(folder, 'lua_modules', 'share', 'lua', version, module), { recursive: true, dereference: true })
  }
  return missing
}
