import { join } from 'node:path'
import t from 'tap'
import { testHelp } from '../../../src/commands/test-options.ts'
import { commandRun } from '../fixtures/command-run.ts'

const greets = (text: string) => `it("greets", function() assert.are.equal("${text}", call({ query = "name=Ada" }).body) end)`
const folder = {
  'stack.yml': `version: 1.0
provider: { name: openfaas }
functions:
  hello: { lang: lua-ts, handler: ./hello, secrets: [not-here], environment: { greeting: Hi, database_url: "postgres://live/db" } }
  wasm: { lang: lua-ts, handler: ./wasm, environment: { lua_engine: wasm } }
`,
  hello: {
    'handler.lua': 'return function(event) return os.getenv("greeting") .. " " .. event.name end',
    'handler_test.lua': `${greets('Hi Ada')}\nit("has its own database", function() assert.are.equal("sqlite", require("database").dialect()) end)`,
    spec: { 'more_spec.lua': 'it("prints #slow", function() print("printed") end)' },
  },
  wasm: { 'handler.lua': 'return function() return _VERSION end', 'handler_test.lua': 'it("is 5.4", function() assert.are.equal("Lua 5.4", call().body) end)' },
}

t.test('testCommand() runs the tests of all functions, each as the stack file has it', async (t) => {
  const run = commandRun(t, ['test'], t.testdir(folder))
  t.equal(await run.status, 0, run.stdout.text())
  t.equal(run.stdout.text().replaceAll(/ # time=[\d.]+ms/g, ''), `TAP version 14
ok 1 - hello/handler_test.lua: greets
ok 2 - hello/handler_test.lua: has its own database
ok 3 - hello/spec/more_spec.lua: prints \\#slow
ok 4 - wasm/handler_test.lua: is 5.4
1..4
# 4 passed, 0 failed
`)
  t.equal(run.stderr.text(), 'printed\n')
})

t.test('testCommand() takes names, folders, files and a choice of tests', async (t) => {
  const dir = t.testdir(folder)
  const names = async (...args: string[]) => {
    const run = commandRun(t, ['test', ...args], dir)
    t.equal(await run.status, 0, run.stdout.text() + run.stderr.text())
    return [...run.stdout.text().matchAll(/^ok \d+ - (.*) # /gm)].map(([, name]) => name)
  }
  t.same(await names('wasm'), ['wasm/handler_test.lua: is 5.4'])
  t.same(await names('hello/spec/more_spec.lua', './wasm'), ['hello/spec/more_spec.lua: prints \\#slow', 'wasm/handler_test.lua: is 5.4'])
  t.same(await names('.', '--filter', 'greet'), ['hello/handler_test.lua: greets'])
  t.same(await names('--tags', 'slow'), ['hello/spec/more_spec.lua: prints \\#slow'])
})

t.test('testCommand() resolves to 1 when a test fails, and names its file from here', async (t) => {
  const dir = t.testdir({ ...folder, hello: { ...folder.hello, 'handler_test.lua': greets('Bye Ada') } })
  const run = commandRun(t, ['test', 'hello', '--json'], dir)
  t.equal(await run.status, 1)
  t.match(JSON.parse(run.stdout.text().split('\n')[0]!), { status: 'failed', file: 'hello/handler_test.lua', at: 'hello/handler_test.lua:1', expected: '"Bye Ada"', found: '"Hi Ada"' })
})

t.test('testCommand() runs a function on another engine', async (t) => {
  const run = commandRun(t, ['test', 'wasm', '--engine', 'fengari'], t.testdir(folder))
  t.equal(await run.status, 1)
  t.match(run.stdout.text(), /found: \|-\n {4}"Lua 5.3"/)
})

t.test('testCommand() needs no stack file', async (t) => {
  const dir = t.testdir({ 'handler.lua': 'return function() return "x" end', lib: { 'a_test.lua': 'it("works", function() assert.are.equal("x", call().body) end)' } })
  const run = commandRun(t, ['test'], dir)
  t.equal(await run.status, 0, run.stdout.text() + run.stderr.text())
  t.match(run.stdout.text(), 'ok 1 - lib/a_test.lua: works')
})

t.test('testCommand() reports a host that ends', async (t) => {
  const dir = t.testdir({ 'a_test.lua': 'it("is stuck", function() ("a"):rep(3000):find(".-.-.-.-.-b") end)', 'stack.yml': 'functions: { f: { lang: lua-ts, handler: ., environment: { lua_grace: 200ms } } }', 'handler.lua': '' })
  const run = commandRun(t, ['test', '--timeout', '0.2'], dir)
  t.equal(await run.status, 1)
  t.match(run.stdout.text(), /not ok 1 - \. .*\n {2}---\n {2}message: \|-\n {4}The tests ended early \(SIGKILL\): standard error says why/)
  t.match(run.stderr.text(), 'Lua did not come back')
})

t.test('testCommand() ends when it is interrupted', async (t) => {
  const dir = t.testdir({ 'a_test.lua': 'it("waits", function() print("waiting") require("time").sleep(60) end)' })
  const run = commandRun(t, ['test', '--timeout', '60'], dir)
  await run.stderr.seen(/waiting/)
  run.end()
  t.equal(await run.status, 130)
})

t.test('testCommand() says what it can\'t do', async (t) => {
  const dir = t.testdir(folder)
  const says = async (args: string[], status: number, text: string) => {
    const run = commandRun(t, ['test', ...args], dir)
    t.equal(await run.status, status, args.join(' '))
    t.match(run.stderr.text(), text)
  }
  await says(['nobody'], 1, 'lua-ts test:\n  No function, folder or file "nobody": the stack file has hello, wasm')
  await says(['--filter', 'nothing'], 1, 'No test is chosen')
  await says(['--engine', 'luajit'], 2, 'Bad --engine "luajit": use fengari or wasm: see "lua-ts test --help"')
  await says(['--timeout', 'x'], 2, 'Bad --timeout "x"')
  await says(['-f', 'other.yml'], 1, join('other.yml'))
})

t.test('testCommand() helps', async (t) => {
  const run = commandRun(t, ['test', '--help'], '/')
  t.equal(await run.status, 0)
  t.equal(run.stdout.text(), testHelp)
})
