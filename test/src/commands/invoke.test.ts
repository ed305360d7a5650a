import { fileURLToPath } from 'node:url'
import t from 'tap'
import { invokeHelp } from '../../../src/commands/invoke-options.ts'
import { eventNames } from '../../events/load-event.ts'
import { commandRun } from '../fixtures/command-run.ts'

const platforms = ['openfaas', 'lambda', 'openwhisk'] as const
const eventPath = (name: string) => fileURLToPath(new URL(`../../events/${name}.json`, import.meta.url))

const stack = `version: 1.0
provider: { name: openfaas }
functions:
  hello:
    lang: lua-ts
    handler: ./hello
    environment: { greeting: Hi }
  broken: { lang: lua-ts, handler: ./broken }
`

const folder = (handler: string) => ({
  'stack.yml': stack,
  hello: { 'handler.lua': handler, 'names.lua': 'return { own = "own" }' },
  broken: { 'handler.lua': 'return {' },
})

t.test('invokeCommand() gives each platform\'s own answer to an HTTP request', async t => {
  const dir = t.testdir(folder('local names = require "names"\nreturn function(event) return os.getenv("greeting") .. " " .. event.name .. " " .. event.path .. " " .. names.own end'))
  const answers = {
    openfaas: 'Hi Ada /users/42 own',
    lambda: '{"statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8"},"body":"Hi Ada /users/42 own","isBase64Encoded":false}\n',
    openwhisk: '{"statusCode":200,"headers":{"content-type":"text/plain; charset=utf-8"},"body":"Hi Ada /users/42 own"}\n',
  }
  for (const platform of platforms) {
    const run = commandRun(t, ['invoke', 'hello', '--event', eventPath('apigateway-v2'), '--platform', platform], dir)
    t.equal(await run.status, 0, run.stderr.text())
    t.equal(run.stdout.text(), answers[platform])
  }
})

t.test('invokeCommand() takes every sample event on every platform', async t => {
  const dir = t.testdir(folder('return function(event, context) return { platform = context.platform } end'))
  for (const platform of platforms) {
    for (const name of eventNames) {
      const run = commandRun(t, ['invoke', 'hello', '-e', eventPath(name), '-p', platform], dir)
      t.equal(await run.status, 0, `${name} on ${platform}: ${run.stderr.text()}`)
      t.match(run.stdout.text(), platform)
    }
  }
})

t.test('invokeCommand() makes a request with the body from standard input', async t => {
  const handler = 'return function(event) return { statusCode = 201, headers = { ["X-Twice"] = { "1", "2" } }, body = event.method .. " " .. event.path .. " " .. event.query.a .. " " .. event.headers["x-one"] .. " " .. (event.body or "") } end'
  const dir = t.testdir(folder(handler))
  const request = ['--method', 'put', '--path', '/a?b=1', '--query', 'a=x y', '--header', 'X-One: 1']
  const expected = 'PUT /a x y 1 hi'
  const run = commandRun(t, ['invoke', 'hello', ...request], dir, {}, 'hi')
  t.equal(await run.status, 0, run.stderr.text())
  t.equal(run.stdout.text(), expected)
  const json = commandRun(t, ['invoke', 'hello', ...request, '--json'], dir, {}, 'hi')
  t.equal(await json.status, 0)
  t.same(JSON.parse(json.stdout.text()), { status: 201, headers: { 'x-twice': ['1', '2'], 'content-type': 'text/plain; charset=utf-8', 'content-length': '15' }, body: expected, isBase64Encoded: false })
  for (const platform of ['lambda', 'openwhisk'] as const) {
    const other = commandRun(t, ['invoke', 'hello', ...request, '-p', platform], dir, {}, 'hi')
    t.equal(await other.status, 0)
    t.match(JSON.parse(other.stdout.text()), { statusCode: 201, body: expected }, platform)
  }
})

t.test('invokeCommand() leaves standard input alone for a GET', async t => {
  const dir = t.testdir(folder('return function(event) return event.method .. #(event.body or "") end'))
  const run = commandRun(t, ['invoke', 'hello', '-m', 'GET'], dir)
  t.equal(await run.status, 0)
  t.equal(run.stdout.text(), 'GET0')
})

t.test('invokeCommand() returns 22 when the answer is 400 or more', async t => {
  const dir = t.testdir(folder('return function(event) if event.method == "GET" then error("broken") end return { statusCode = 404, body = "no" } end'))
  for (const platform of platforms) {
    const run = commandRun(t, ['invoke', 'hello', '-p', platform], dir, {}, '')
    t.equal(await run.status, 22, platform)
    t.match(run.stdout.text(), 'no')
  }
  const run = commandRun(t, ['invoke', 'hello', '-m', 'GET'], dir)
  t.equal(await run.status, 22)
  t.match(run.stdout.text(), /^Internal Server Error/)
})

t.test('invokeCommand() returns 1 when the function fails without a status', async t => {
  const dir = t.testdir(folder('return function() error("broken") end'))
  for (const [platform, text] of [['lambda', /^\{"errorType":"Runtime\.HandlerError"/], ['openwhisk', /^\{"error":"An error has occurred: /]] as const) {
    const run = commandRun(t, ['invoke', 'hello', '-e', eventPath('s3'), '-p', platform], dir)
    t.equal(await run.status, 1)
    t.match(run.stdout.text(), text)
  }
})

t.test('invokeCommand() returns 1 when the function can\'t be loaded', async t => {
  const dir = t.testdir(folder(''))
  for (const platform of ['openfaas', 'lambda'] as const) {
    const run = commandRun(t, ['invoke', 'broken', '-e', eventPath('s3'), '-p', platform], dir)
    t.equal(await run.status, 1)
    t.match(run.stderr.text(), /handler\.lua:1:/)
  }
  const run = commandRun(t, ['invoke', 'broken', '-e', eventPath('s3'), '-p', 'openwhisk'], dir)
  t.equal(await run.status, 1)
  t.match(run.stdout.text(), /Initialization has failed due to: syntax error/)
})

t.test('invokeCommand() tells about itself and what is missing', async t => {
  const help = commandRun(t, ['invoke', '--help'], '/')
  t.equal(await help.status, 0)
  t.equal(help.stdout.text(), invokeHelp)
  for (const [args, text] of [
    [['-e', 'a.json'], 'Name one function'],
    [['hello', '-e', 'a.json', '-p', 'azure'], '--platform "azure": Expected openfaas, lambda, openwhisk'],
    [['hello', '--wat'], 'Unknown option "--wat"'],
    [['hello', '-e', 'a.json', '--method', 'GET'], '--method is for a request, not for an event'],
    [['hello', '--method', 'G T'], '--method "G T": Must be a method such as "PUT"'],
    [['hello', '--header', 'X One: 1'], '--header "X One: 1": Must be "Name: value"'],
    [['hello', '--query', 'a'], '--query "a": Must be "NAME=VALUE"'],
    [['hello', '--path', 'users'], '--path "users": Must start with "/"'],
  ] as const) {
    const run = commandRun(t, ['invoke', ...args], '/')
    t.equal(await run.status, 2)
    t.equal(run.stderr.text(), `${text}: see "lua-ts invoke --help"\n`)
  }
})
