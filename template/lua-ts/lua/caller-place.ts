import type { Lua, Thread } from './engine.ts'

// A host function that goes through more of the host's own Lua than this does not exist.
const mostHostLevels = 10

/**
 * `file:line` of the function's own code at `level` or further out: the host's own Lua, whose chunks have names in
 * brackets (`[http]:30`), is passed over. Undefined where the caller is no Lua code, such as `pcall`.
 */
export const callerPlace = (lua: Lua, t: Thread, level: number): string | undefined => {
  for (let at = level; at < level + mostHostLevels; at++) {
    const place = lua.where(t, at)
    if (place === undefined || !isHostPlace(place)) return place
  }
  return undefined
}

// A chunk of `load` without a name is `[string "…"]`.
const isHostPlace = (place: string): boolean => place.startsWith('[') && !place.startsWith('[string ')
