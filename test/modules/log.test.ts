import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

for (const engine of engines) {
  const linesOf = async (t: { after(fn: () => void): unknown }, body: string, luaLogLevel: 'debug' | 'info' | 'warn' | 'error' = 'info') => {
    const f = await functionOf(t, `local log = require("log")\nreturn function(event)\n${body}\nend`, { engine, settings: { luaLogLevel } })
    await f.request({ id: 'c1' })
    return f.lines
  }

  t.test(`log writes levels, fields and the call's id with ${engine}`, async (t) => {
    t.same(await linesOf(t, `
log.info("taken", { order = 5, who = "Ada L", ok = true, tags = { "a", "b" }, [2] = 1.5 })
log.warn("low")
log.error(setmetatable({}, { __tostring = function() return "shown" end }), { f = setmetatable({}, { __tostring = function() return "not json" end, __json = function() end }), bad = { print and 0/0 } == nil })
log.info(nil)
log.debug("unseen")`), ['info[c1]: taken 2=1.5 ok=true order=5 tags=["a","b"] who="Ada L"', 'warn[c1]: low', 'error[c1]: shown bad=false f="not json"', 'info[c1]: nil'])
  })

  t.test(`log shows what JSON can't express with ${engine}`, async (t) => {
    const [line] = await linesOf(t, 'log.info("x", { f = print, n = 0/0, deep = { print }, s = "\\255" })')
    t.match(line, /^info\[c1\]: x deep="table: .+" f="function: .+" n="-?nan" s="\uFFFD"$/)
  })

  t.test(`log leaves out what is below lua_log_level with ${engine}`, async (t) => {
    const all = 'for _, level in ipairs { "debug", "info", "warn", "error" } do log[level](level) end'
    t.same(await linesOf(t, all, 'debug'), ['debug[c1]: debug', 'info[c1]: info', 'warn[c1]: warn', 'error[c1]: error'])
    t.same(await linesOf(t, all, 'error'), ['error[c1]: error'])
  })

  t.test(`log refuses fields that are no table with ${engine}`, async (t) => {
    t.same(await linesOf(t, 'print(select(2, pcall(log.info, "x", "y"))) print(select(2, pcall(log.warn)))'), [
      "stdout[c1]: bad argument #2 to 'info' (table of fields expected, got string)", "stdout[c1]: bad argument #1 to 'warn' (message expected, got no value)",
    ])
  })
}
