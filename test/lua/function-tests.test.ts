import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { testFiles } from '../../template/lua-ts/lua/function-tests.ts'
import { functionTestsRun } from '../support/function-tests-run.ts'

const handler = 'local calls = 0\nreturn function(event) calls = calls + 1 return event.name or ("call " .. calls) end'
const run = (t: Test, files: Record<string, string>, settings = {}) => functionTestsRun(t.testdir({ 'handler.lua': handler, ...files }), settings)

t.test('testFiles() finds tests anywhere but among other people\'s modules', async (t) => {
  const folder = t.testdir({
    'handler_test.lua': '',
    'handler.lua': '',
    lib: { 'deep_test.lua': '', 'test.lua': '' },
    lua_modules: { share: { 'rock_test.lua': '' } },
    node_modules: { 'a_test.lua': '' },
  })
  t.same(testFiles(folder), ['handler_test.lua', 'lib/deep_test.lua'])
})

t.test('functionTests() calls the handler, each file in a fresh state', async (t) => {
  const file = 'local test = require "test"\ntest("first call", function() test.equal(test.call().body, "call 1") end)\n'
  const { status, report } = run(t, { 'a_test.lua': file, 'b_test.lua': file })
  t.equal(report, 'TAP version 14\nok 1 - a_test.lua: first call\nok 2 - b_test.lua: first call\n1..2\n# 2 passed, 0 failed\n')
  t.equal(status, 0)
})

t.test('functionTests() names file and line of what fails, and goes on', async (t) => {
  const { status, report } = run(t, {
    'handler_test.lua': [
      'local test = require "test"',
      'test("wrong", function()',
      '  test.equal(test.call({ query = { name = "Ada" } }).body, "Bob")',
      'end)',
      'test("asserts", function() assert(false) end)',
      'test("right", function() end)',
    ].join('\n'),
  })
  t.match(report, 'not ok 1 - handler_test.lua: wrong\n  ---\n  message: |\n    handler_test.lua:3: expected "Bob", got "Ada"\n')
  t.match(report, /not ok 2 - handler_test\.lua: asserts\n {2}---\n {2}message: \|\n.*assertion failed!\n {4}stack traceback:\n[^.]*handler_test\.lua:5:/)
  t.match(report, 'ok 3 - handler_test.lua: right\n1..3\n# 1 passed, 2 failed\n')
  t.equal(status, 1)
})

t.test('functionTests() fails when a file has no test, does not compile or fails', async (t) => {
  const { status, report } = run(t, { 'a_test.lua': '', 'b_test.lua': 'local = 1', 'c_test.lua': 'error("boom")' })
  t.match(report, 'not ok 1 - a_test.lua\n  ---\n  message: |\n    it has no test')
  t.match(report, /not ok 2 - b_test.lua\n[^]*b_test\.lua:1: /)
  t.match(report, /not ok 3 - c_test.lua\n[^]*c_test\.lua:1: boom/)
  t.equal(status, 1)
})

t.test('functionTests() fails with the reason when the handler does not load', async (t) => {
  const { status, report } = run(t, { 'handler.lua': 'return 1', 'a_test.lua': 'require("test")("x", function() end)' })
  t.match(report, /not ok 1 - a_test.lua\n[^]*The handler file returned number/)
  t.equal(status, 1)
})

t.test('functionTests() ends a test that does not end', async (t) => {
  const { status, report } = run(t, { 'a_test.lua': 'require("test")("x", function() while true do end end)' }, { lua_load_timeout: '300ms' })
  t.match(report, /not ok 1 - a_test.lua[^]*lua_load_timeout exceeded/)
  t.equal(status, 1)
})

t.test('functionTests() passes when a function has no tests', async (t) => {
  const { status, report } = run(t, {})
  t.match(report, /^# no \*_test\.lua in /m)
  t.equal(status, 0)
})

t.test('the tests of a new function pass', async (t) => {
  const { status, report } = functionTestsRun(fileURLToPath(new URL('../../template/lua-ts/function', import.meta.url)))
  t.match(report, /^# 3 passed, 0 failed$/m)
  t.equal(status, 0)
})
