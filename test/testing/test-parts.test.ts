import { fileURLToPath } from 'node:url'
import t from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { engines } from '../support/lua-function.ts'

// call and the fakes, tried in their own words.
const own = fileURLToPath(new URL('own', import.meta.url))

for (const engine of engines) {
  t.test(`call and fake do what they say with ${engine}`, async (t) => {
    const { status, report } = functionTestsRun(own, { lua_engine: engine, redis_url: 'redis://127.0.0.1:1', database_url: 'postgres://127.0.0.1:1/live' })
    t.equal(status, 0, 'no test fails', { report })
    for (const file of ['call', 'database', 'http', 'words', 'world']) t.match(report, `- ${file}_test.lua: `)
  })
}

const failing = `
local function user() return { name = "Ada", tags = { "a", "b" } } end

describe("failures", function()
  it("same", function() assert.are.same({ name = "Bob", tags = { "a" }, age = 3 }, user()) end)
  it("equal tables", function() assert.are.equal(user(), user()) end)
  it("not equal", function() assert.are_not.equal(1, 1) end)
  it("message", function() assert.is_true(false, "must hold") end)
  it("no error", function() assert.has_error(function() end) end)
  it("other error", function() assert.has_error(function() error("a") end, "b") end)
  it("matches", function() assert.matches("^x", "abc") end)
  it("spy", function()
    local s = spy.new()
    s(1, "two")
    assert.spy(s).was.called_with(2)
  end)
  it("error value", function() error({ code = 7 }) end)
  it("unknown word", function() assert.is_qual(1, 1) end)
  it("forgotten argument", function() assert.are.equal(1) end)
  it("misplaced", function() it("inside", function() end) end)
  it("bytes", function() assert.are.equal("a\\n\\0\\255", "") end)
end)
describe("hooks", function()
  before_each(function() error("in before_each") end)
  after_each(function() print("after_each ran") end)
  it("are named", function() end)
end)
describe("setup", function()
  setup(function() error("in setup") end)
  it("fails all of its tests", function() end)
  it("and these", function() end)
end)
describe("teardown", function()
  teardown(function() error("in teardown") end)
  it("is run", function() end)
end)
describe("broken", function() error("in describe") end)
it("after all", function() finally(function() error("in finally") end) end)
`

t.test('reports say what was expected and where', async (t) => {
  const { status, report, log } = functionTestsRun(t.testdir({ 'a_test.lua': failing }), { lua_engine: 'wasm' }, undefined, ['--report=json'])
  t.equal(status, 1)
  const results = new Map(report.trim().split('\n').map((line) => JSON.parse(line) as Record<string, string>).map((result) => [(result['path'] as unknown as string[]).join(' '), result]))
  const is = (name: string, wanted: Record<string, unknown>) => t.match(results.get(name), { status: 'failed', ...wanted }, name)
  is('failures same', { at: 'a_test.lua:5', diff: '.age: missing, expected 3\n.name: expected "Bob", got "Ada"\n.tags[2]: "b" is too much', found: '{ name = "Ada", tags = { "a", "b" } }' })
  is('failures equal tables', { message: /two tables with the same contents, which assert.are.same compares/ })
  is('failures not equal', { message: 'Expected values not to be equal', unexpected: '1', found: '1' })
  is('failures message', { message: 'must hold\nExpected value to be true', expected: 'true', found: 'false' })
  is('failures no error', { message: 'Expected an error', found: 'no error' })
  is('failures other error', { message: 'Expected another error', expected: '"b"', found: '"a"' })
  is('failures matches', { message: 'Expected text to match', expected: '"^x"', found: '"abc"' })
  is('failures spy', { expected: '(2)', found: '(1, "two")' })
  is('failures error value', { message: 'error value: { code = 7 }', at: 'a_test.lua:17' })
  is('failures unknown word', { message: 'no assertion "qual": see docs/testing.md for those there are', at: 'a_test.lua:18' })
  is('failures forgotten argument', { message: 'assert.equal needs 2 arguments, got 1' })
  is('failures misplaced', { message: 'it inside of the test "misplaced": write it outside of tests' })
  is('failures bytes', { expected: '"a\\n\\x00\\xFF"', found: '""' })
  is('hooks are named', { message: 'in before_each', at: 'a_test.lua:24' })
  t.match(log, 'after_each ran')
  is('setup fails all of its tests', { message: 'in setup' })
  is('setup and these', { message: 'in setup' })
  is('teardown teardown', { message: 'in teardown' })
  t.match(results.get('teardown is run'), { status: 'ok' })
  is('broken', { message: 'in describe' })
  is('after all', { message: 'in finally' })
})
