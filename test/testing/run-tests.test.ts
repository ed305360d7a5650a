import t from 'tap'
import { reportOf, testEnvironment } from '../../template/lua-ts/testing/run-tests.ts'
import { functionTestsRun } from '../support/function-tests-run.ts'

t.test('testEnvironment() keeps tests off the function\'s data', async (t) => {
  t.match(testEnvironment({}), { database_url: 'sqlite::memory:' })
  t.same(testEnvironment({ database_url: 'postgres://live/x', database_url_orders: 'postgres://live/y', test_database_url_orders: 'sqlite:/tmp/z', other: '1' }), {
    database_url: 'sqlite::memory:', database_url_orders: 'sqlite:/tmp/z', test_database_url_orders: 'sqlite:/tmp/z', other: '1',
  })
})

t.test('reportOf() is for people on a terminal, and TAP elsewhere', async (t) => {
  const first = (form: 'auto' | 'tap' | 'text' | 'json', isTTY: boolean): string => {
    let text = ''
    const report = reportOf(form, { isTTY, write: (piece) => void (text += piece) }, { NO_COLOR: '1' })
    report.add({ status: 'ok', file: 'a', path: ['b'], ms: 0 })
    return text.split('\n')[0]!
  }
  t.equal(first('auto', false), 'TAP version 14')
  t.equal(first('auto', true), 'a')
  t.equal(first('tap', true), 'TAP version 14')
  t.equal(first('text', false), 'a')
  t.equal(first('json', true), '{"status":"ok","file":"a","path":["b"],"ms":0}')
})

const named = 'describe("one #fast", function() it("a", function() end) it("b #net", function() end) end)\ndescribe("two", function() it("c-1", function() end) end)'

t.test('runTests() runs the tests that are chosen', async (t) => {
  const folder = t.testdir({ 'a_test.lua': named, 'b_test.lua': 'it("d", function() end)' })
  const run = (...args: string[]) => functionTestsRun(folder, {}, undefined, args).report.match(/^ok \d+ - .*(?= # )/gm)?.map((line) => line.replace(/.*[ :›] /, '')) ?? []
  t.same(run(), ['a', 'b \\#net', 'c-1', 'd'])
  t.same(run('--filter=one'), ['a', 'b \\#net'])
  t.same(run('--filter=c%-%d', '--filter=^d$'), ['c-1', 'd'])
  t.same(run('--filter-out=one', 'a_test.lua'), ['c-1'])
  t.same(run('--tags=fast', '--exclude-tags=net'), ['a'])
  t.same(run('b_test.lua'), ['d'])
})

t.test('runTests() reports wrong options', async (t) => {
  const { status, log } = functionTestsRun(t.testdir({}), {}, undefined, ['--report=html'])
  t.equal(status, 1)
  t.match(log, 'Bad --report "html"')
})

t.test('runTests() keeps tests off the function\'s Redis, but not off the one for tests', async (t) => {
  const folder = t.testdir({ 'a_test.lua': 'it("asks", function() require("redis").get("a") end)' })
  t.match(functionTestsRun(folder, { redis_url: 'redis://127.0.0.1:1' }).report, 'tests reach no Redis by accident')
  t.match(functionTestsRun(folder, { test_redis_url: 'redis://127.0.0.1:1' }).report, 'Cannot reach Redis')
})
