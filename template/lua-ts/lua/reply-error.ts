import { AbortedError, BodyTooLargeError } from '../host/errors.ts'
import { LuaError } from './engine.ts'
import type { Lua } from './engine.ts'

/** Makes errors of the host into errors that Lua code can catch, show and answer with. */
export interface ReplyErrors {
  /**
   * A Lua error that, uncaught, is a reply: a table with `statusCode` and `body`, as the handler's own
   * `error({ statusCode = 400, body = … })` raises. Its `tostring` is the text.
   */
  reply(statusCode: number, text: string): LuaError
  /** What Lua sees of an error that reading the request or writing the reply gave. */
  from(error: unknown): unknown
}

export const replyErrors = (lua: Lua): ReplyErrors => {
  lua.pushTable(lua.main, 0, 1)
  lua.pushFunction(lua.main, (t) => {
    lua.getField(t, 1, 'body')
    return 1
  })
  lua.setField(lua.main, -2, '__tostring')
  const metatable = lua.ref(lua.main)

  const reply = (statusCode: number, text: string): LuaError =>
    new LuaError(text, {
      push: (_, t) => {
        lua.reserve(t, 4)
        lua.pushTable(t, 0, 2)
        lua.pushNumber(t, statusCode)
        lua.setField(t, -2, 'statusCode')
        lua.pushText(t, `${text}\n`)
        lua.setField(t, -2, 'body')
        lua.pushRef(t, metatable)
        lua.setMetatable(t, -2)
      },
    })

  const from = (error: unknown): unknown => {
    if (error instanceof BodyTooLargeError) return reply(413, 'Request body too large')
    if (error instanceof AbortedError) return new LuaError('client disconnected', { cause: error })
    return error
  }

  return { reply, from }
}
