import { functionOf } from '../support/lua-function.ts'
import type { TestFunctionOptions } from '../support/lua-function.ts'

/** Runs Lua code and returns the table that it returns, as JSON has it; `fail(f, …)` in it gives a call's error message. */
export const luaResults = async (
  t: { after(fn: () => void): unknown },
  body: string,
  options: TestFunctionOptions = {},
): Promise<unknown> => {
  const f = await functionOf(
    t,
    `local function fail(f, ...)
  local ok, message = pcall(f, ...)
  return ok and "no error" or tostring(message)
end
return function(event, context)
${body}
end`,
    options,
  )
  const answer = await f.request()
  return JSON.parse(answer.body.toString())
}
