import type { State } from 'fengari'
import { utf8Bytes } from './byte-strings.ts'
import type { FengariModules } from './fengari-modules.ts'
import { nativeMessage } from './native-message.ts'

/**
 * lua_pcallk of fengari 0.1.5 forgets to keep the thread's allowhook bit (lapi.js:1006), so after an error that is
 * caught in a coroutine no hook fires again, and neither slices nor deadlines would end a loop. That line only ever
 * sets the bit, never clears it: setting it before pcall runs is the whole cure.
 */
export const keepHooksOverErrors = ({ api }: FengariModules, L: State): void => {
  for (const name of ['pcall', 'xpcall'].map(utf8Bytes)) {
    api.lua_getglobal(L, name)
    const original = api.lua_tocfunction(L, -1)
    api.lua_settop(L, -2)
    if (!original) throw new Error('Cannot find pcall and xpcall in the Lua library')
    const fixed = (thread: State): number => {
      thread.ci.callstatus |= 1
      return original(thread)
    }
    api.lua_pushcclosure(L, fixed, 0)
    api.lua_setglobal(L, name)
  }
}

/** What JavaScript itself throws inside the machine (too deep a recursion, too long a string) becomes a Lua error. */
export const catchNativeErrors = ({ api, pushString, blessed }: FengariModules, L: State): void => {
  api.lua_atnativeerror(L, (thread) => {
    const error = api.lua_touserdata(thread, 1)
    pushString(thread, blessed(thread, utf8Bytes(error instanceof Error ? nativeMessage(error) : String(error))))
    return 1
  })
}
