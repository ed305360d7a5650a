import type { Lua, Thread } from '../../template/lua-ts/lua/engine.ts'

/** What a host function makes of the arguments in a piece of Lua, such as `1, "two"`. Throws what it throws. */
export const givenArguments = <T>(lua: Lua, args: string, read: (t: Thread) => T): T => {
  const thread = lua.newThread()
  lua.load(thread, Buffer.from(`local f = ... pcall(f${args === '' ? '' : `, ${args}`})`), '=code')
  let outcome: { value: T } | undefined
  let failure: unknown
  lua.pushFunction(thread, (t) => {
    try {
      outcome = { value: read(t) }
    } catch (error) {
      failure = error
    }
    return 0
  })
  lua.resume(thread, lua.main, 1)
  lua.freeThread(thread)
  if (outcome === undefined) throw failure
  return outcome.value
}
