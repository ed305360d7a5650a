import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import type { HostFunction } from '../../template/lua-ts/lua/engine.ts'
import { luaStage, runToEnd, stageInvokes } from '../../template/lua-ts/lua/lua-stage.ts'
import type { LuaStageOptions } from '../../template/lua-ts/lua/lua-stage.ts'
import { FakeClock } from '../../template/lua-ts/testing/fake-clock.ts'
import { Rewinds } from '../../template/lua-ts/testing/rewinds.ts'
import { testHost } from '../../template/lua-ts/testing/test-host.ts'
import { testLog } from '../../template/lua-ts/testing/test-log.ts'
import type { TestResult } from '../../template/lua-ts/testing/test-result.ts'
import { engines } from '../support/lua-function.ts'

/** Runs Lua that sees the functions as globals, and resolves to the text that it returns and to what was reported. */
const run = async (t: Test, engine: (typeof engines)[number], source: string): Promise<{ text: string | undefined; results: TestResult[] }> => {
  const results: TestResult[] = []
  const log = testLog(() => {})
  const lua = await startEngine(engine)
  t.teardown(() => lua.close())
  let functions: Record<string, HostFunction> = {}
  let invokes: ReturnType<typeof stageInvokes> | undefined
  const options: LuaStageOptions = {
    lua, log,
    settings: { ...readSettings({}), luaHandler: join(t.testdir({}), 'handler.lua') },
    beat: { begin: () => {}, end: () => {} }, environment: {}, platform: 'openfaas', sliced: () => {}, handled: () => {},
    modules: (host) => {
      const invokeOf = (handler: number | undefined) => invokes!(handler!)
      functions = testHost({ host, log, rewinds: new Rewinds(), clock: new FakeClock(), timeoutSeconds: 0.2, invokeOf, report: (result) => void results.push(result) })
      return {}
    },
  }
  const stage = luaStage(options)
  invokes = stageInvokes(options, stage)
  const thread = lua.newThread()
  lua.pushGlobals(thread)
  for (const [name, fn] of Object.entries(functions)) {
    lua.pushFunction(thread, fn)
    lua.setField(thread, -2, name)
  }
  lua.setTop(thread, 0)
  lua.load(thread, Buffer.from(source), '@test.lua')
  await runToEnd(stage, thread, 'It failed')
  return { text: lua.toText(thread, -1), results }
}

for (const engine of engines) {
  t.test(`run() tells how a piece of a test ended on ${engine}`, async (t) => {
    const { text } = await run(t, engine, `
local function ended(body)
  local outcome, value, calls = run(body)
  return outcome .. " " .. tostring(value) .. " " .. (calls:match("^[^\\n:]+:%d+:") or "-") .. "\\n"
end
return ended(function() end)
  .. ended(function() error("boom", 0) end)
  .. ended(function() error(7) end)
  .. ended(function() while true do end end)
  .. ended(function() require("time").sleep(60) end)`)
    t.match(text, /^done nil -\nfailed boom test.lua:7:\nfailed 7 test.lua:8:\ndeadline .*the time of a test exceeded test.lua:9:\ndeadline .*the time of a test exceeded test.lua:10:\n$/)
  })

  t.test(`ask() returns what a client gets, and the call's log on ${engine}`, async (t) => {
    const { text } = await run(t, engine, `
local function handler(event, context)
  print(context.call_id)
  if event.path == "/cut" then context:write("a") error("cut") end
  return event.method .. event.path .. event.query.a .. event.headers["x-a"] .. event.body
end
local status, headers, body, log, cut = ask(handler, "PUT", "/p", "a=1", { "X-A", "b", "X-Call-Id", "id" }, "c")
local _, _, _, second, broken = ask(handler, "GET", "/cut", "", {}, "")
return status .. #headers .. body .. log .. tostring(cut) .. tostring(broken) .. tostring(second:find("test.lua:4: cut") ~= nil)`)
    t.match(text, /^200\dPUT\/p1bcidfalsetruetrue$/)
  })

  t.test(`companions() checks a handler on ${engine}`, async (t) => {
    const { text } = await run(t, engine, `
local init, shutdown = companions({ handler = print, init = pairs })
local ok, problem = pcall(companions, 12)
return tostring(init == pairs) .. tostring(shutdown) .. tostring(ok) .. problem`)
    t.match(text, /^truenilfalse.*The handler file returned number: expected a function/)
  })

  t.test(`report() adds the log to what failed on ${engine}`, async (t) => {
    const { results } = await run(t, engine, `
begin()
log("from before") begin() log("why")
report('{"status":"ok","file":"a","path":["b"],"ms":0}')
report('{"status":"failed","file":"a","path":["c"],"ms":0}')`)
    t.same(results, [{ status: 'ok', file: 'a', path: ['b'], ms: 0 }, { status: 'failed', file: 'a', path: ['c'], ms: 0, log: 'why' }])
  })
}
