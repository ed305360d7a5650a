import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'

const handler = 'local calls = 0\nreturn function(event) calls = calls + 1 return event.name or ("call " .. calls) end'
const run = (t: Test, files: Record<string, string>, settings = {}) => functionTestsRun(t.testdir({ 'handler.lua': handler, ...files }), settings)

t.test('functionTests() calls the handler, each file in a fresh state', async (t) => {
  const file = 'it("first call", function() assert.are.equal("call 1", call().body) end)\n'
  const { status, report } = run(t, { 'a_test.lua': file, 'b_spec.lua': file })
  t.equal(
    report.replaceAll(/ # time=[\d.]+ms/g, ''),
    'TAP version 14\nok 1 - a_test.lua: first call\nok 2 - b_spec.lua: first call\n1..2\n# 2 passed, 0 failed\n',
  )
  t.equal(status, 0)
})

t.test('functionTests() names file and line of what fails, and goes on', async (t) => {
  const { status, report } = run(t, {
    'handler_test.lua': [
      'it("wrong", function()',
      '  assert.are.equal("Bob", call({ query = { name = "Ada" } }).body)',
      'end)',
      'it("asserts", function() assert(false) end)',
      'it("right", function() end)',
    ].join('\n'),
  })
  t.match(report, /not ok 1 - handler_test.lua: wrong.*\n {2}---\n {2}message: Expected values to be equal\n {2}at: handler_test.lua:2\n {2}expected: \|-\n {4}"Bob"\n {2}found: \|-\n {4}"Ada"\n/)
  t.match(report, /not ok 2 - handler_test\.lua: asserts.*\n {2}---\n {2}message: assertion failed!\n {2}at: handler_test\.lua:4\n/)
  t.match(report, /ok 3 - handler_test.lua: right.*\n1..3\n# 1 passed, 2 failed\n/)
  t.equal(status, 1)
})

t.test('functionTests() fails when a file has no test, does not compile or fails', async (t) => {
  const { status, report } = run(t, { 'a_test.lua': '', 'b_test.lua': 'local = 1', 'c_test.lua': 'error("boom")' })
  t.match(report, /not ok 1 - a_test.lua .*\n[^]*message: \|-\n {4}it has no test/)
  t.match(report, /not ok 2 - b_test.lua .*\n[^]*at: b_test\.lua:1/)
  t.match(report, /not ok 3 - c_test.lua .*\n[^]*message: boom\n {2}at: c_test\.lua:1/)
  t.equal(status, 1)
})

t.test('functionTests() fails with the reason when the handler does not load', async (t) => {
  const { status, report } = run(t, { 'handler.lua': 'return 1', 'a_test.lua': 'it("x", function() call() end)' })
  t.match(report, /not ok 1 - a_test.lua: x[^]*The handler file returned number/)
  t.equal(status, 1)
})

t.test('functionTests() needs no handler for tests that call none', async (t) => {
  const { status } = run(t, { 'handler.lua': 'error("no database")', 'lib.lua': 'return 42', 'a_test.lua': 'it("x", function() assert.are.equal(42, require "lib") end)' })
  t.equal(status, 0)
})

t.test('functionTests() ends a test that does not end, and goes on', async (t) => {
  const { status, report } = functionTestsRun(
    t.testdir({ 'a_test.lua': 'it("x", function()\n  while true do pcall(function() while true do end end) end\nend)\nit("y", function() end)' }), {}, undefined, ['--timeout=0.3'],
  )
  t.match(report, /not ok 1 - a_test.lua: x .*\n {2}---\n {2}message: it took longer than 0.3 s\n {2}at: a_test.lua:2\n[^]*^ok 2/m)
  t.equal(status, 1)
})

t.test('functionTests() passes when a function has no tests', async (t) => {
  const { status, report } = run(t, {})
  t.match(report, /^# no test ran in /m)
  t.equal(status, 0)
})

t.test('the tests of a new function pass', async (t) => {
  const { status, report } = functionTestsRun(fileURLToPath(new URL('../../template/lua-ts/function', import.meta.url)))
  t.match(report, /^# 3 passed, 0 failed$/m)
  t.equal(status, 0)
})
