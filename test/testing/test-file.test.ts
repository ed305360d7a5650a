import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { runTestFile } from '../../template/lua-ts/testing/test-file.ts'
import type { TestResult } from '../../template/lua-ts/testing/test-result.ts'
import { engines } from '../support/lua-function.ts'

const choice = { filter: [], filterOut: [], tags: [], excludeTags: [], timeoutSeconds: 10 }

for (const engine of engines) {
  t.test(`runTestFile() runs a file in a new state on ${engine}`, async (t) => {
    const folder = t.testdir({
      'handler.lua': 'local calls = 0\nreturn function() calls = calls + 1 print("call " .. calls) return tostring(calls) end',
      'a_test.lua': 'it("calls", function() assert.are.equal("1", call().body) end)\nit("calls again", function() fake.time(0) assert.are.equal("3", call().body) end)',
    })
    const settings = { ...readSettings({ lua_engine: engine }), luaHandler: join(folder, 'handler.lua') }
    for (let i = 0; i < 2; i++) {
      const results: TestResult[] = []
      let printed = ''
      await runTestFile('a_test.lua', {
        settings, choice, environment: {}, beat: { begin: () => {}, end: () => {} },
        print: (text) => void (printed += text), report: (result) => void results.push(result),
      })
      t.match(results, [
        { status: 'ok', file: 'a_test.lua', path: ['calls'], place: 'a_test.lua:1' },
        { status: 'failed', path: ['calls again'], at: 'a_test.lua:2', expected: '"3"', found: '"2"', log: 'call 2' },
      ])
      t.equal(printed, 'call 1\ncall 2\n')
      t.ok(Date.now() > 1e12, 'the clock goes on after the file')
    }
  })

  t.test(`runTestFile() gives each request globals of its own where production does on ${engine}`, async (t) => {
    const folder = t.testdir({
      'handler.lua': 'calls = (calls or 0) + 1\nlocal time = require "time"\nreturn function() return calls .. " " .. time.iso() .. " " .. os.getenv("X") end',
      'a_test.lua': 'it("calls", function()\n  fake.time(0) fake.env { X = "x" }\n  for _ = 1, 2 do assert.are.equal("1 1970-01-01T00:00:00Z x", call().body) end\nend)',
    })
    const results: TestResult[] = []
    await runTestFile('a_test.lua', {
      settings: { ...readSettings({ lua_engine: engine, lua_isolation: 'request' }), luaHandler: join(folder, 'handler.lua') },
      choice, environment: {}, beat: { begin: () => {}, end: () => {} }, print: () => {}, report: (result) => void results.push(result),
    })
    t.match(results, [{ status: 'ok' }])
  })
}
