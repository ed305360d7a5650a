import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t from 'tap'
import type { Test } from 'tap'
import { packageCommand } from '../../../src/commands/package.ts'
import { bareRoot } from '../../support/bare-root.ts'
import type { BareRoot } from '../../support/bare-root.ts'
import { engines } from '../../support/lua-function.ts'
import { missingPart } from '../../support/missing-part.ts'
import { runtimeApi } from '../../support/runtime-api.ts'
import type { RuntimeApiOptions } from '../../support/runtime-api.ts'
import { capture } from '../fixtures/capture.ts'

// The archive for provided.al2023 in a root folder with nothing else, as a user who may write to /tmp alone.

const uploadLimitBytes = 50_000_000

const handler = `local database = require "database"
return function(event)
  if event.what == "sqlite" then
    database.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER)")
    database.execute("INSERT INTO t VALUES (?)", 7)
    return database.query("SELECT n FROM t")
  elseif event.what == "write" then
    local there = io.open("/var/task/new", "w")
    local tmp = io.open("/tmp/new", "w")
    return { task = there ~= nil, tmp = tmp ~= nil }
  elseif event.what == "connect" then
    local ok, problem = pcall(function() return database.connect(event.url):query("SELECT 1") end)
    return tostring(problem)
  elseif event.what == "redis" then
    local ok, problem = pcall(function() return require("redis").get("key") end)
    return tostring(problem)
  end
  return { hello = event.name, lua = _VERSION }
end`

const project = { 'stack.yml': 'version: 1.0\nprovider: { name: openfaas }\nfunctions:\n  hello: { lang: lua-ts, handler: ./hello }\n', hello: { 'handler.lua': handler } }

const pack = async (t: Test): Promise<{ archive: string; text: string }> => {
  const cwd = t.testdir(project)
  const stdout = capture()
  const never = new AbortController().signal
  const status = await packageCommand({ args: ['package', 'lambda', 'hello', '-o', 'out.zip'], stdin: new PassThrough(), stdout: stdout.output, stderr: stdout.output, env: process.env, cwd, signal: never, force: never })
  t.equal(status, 0)
  return { archive: join(cwd, 'out.zip'), text: stdout.text() }
}

const started = async (t: Test, root: BareRoot, environment: Record<string, string>, options: RuntimeApiOptions, program = '/var/task/bootstrap') => {
  const server = await runtimeApi(t, options)
  const host = root.run(program, { LAMBDA_TASK_ROOT: '/var/task', _HANDLER: 'handler.handler', AWS_LAMBDA_RUNTIME_API: server.api, ...environment })
  return { server, host }
}

const init = (t: Test, root: BareRoot, archive: string): void => {
  mkdirSync(join(root.path, 'var/task'), { recursive: true })
  execFileSync('unzip', ['-q', archive, '-d', join(root.path, 'var/task')])
  t.equal(statSync(join(root.path, 'var/task/bootstrap')).mode & 0o777, 0o755)
}

const serves = async (t: Test, root: BareRoot, lua_engine: string, program?: string): Promise<void> => {
  const events = [
    { name: 'Ada' },
    { what: 'write' },
    { what: 'sqlite' },
    { what: 'connect', url: 'postgres://u:p@127.0.0.1:1/d' },
    { what: 'connect', url: 'mysql://u:p@127.0.0.1:1/d' },
    { what: 'redis' },
  ]
  const { server, host } = await started(t, root, { lua_engine, database_url: 'sqlite:/tmp/data.db', redis_url: 'redis://127.0.0.1:1' }, { invocations: events.map((event) => ({ event })) }, program)
  t.equal((await host.ended).status, 1, 'the end of events ends it')
  const [hello, write, rows, ...refused] = server.posts.map(({ body }) => JSON.parse(body.toString()) as unknown)
  t.match(hello, { hello: 'Ada' }, host.output)
  t.same(write, { task: false, tmp: true })
  t.match(rows, [{ n: 7 }])
  t.equal(refused.length, 3)
  for (const problem of refused) t.match(problem, /ECONNREFUSED/, 'the driver is there')
  const first = server.posts[0]!
  t.comment(`cold start of ${lua_engine}: ${Math.round(server.askedMs - host.startedMs)} ms to the first event, ${Math.round(first.endMs - host.startedMs)} ms to its answer`)
}

t.test('lambdaFiles() need nothing beyond what provided.al2023 has', async (t) => {
  if (process.platform !== 'linux' || process.getuid!() !== 0) {
    missingPart(t, 'A root user', 'run the tests as root to start programs in a root folder of their own')
    return
  }
  const { archive, text } = await pack(t)
  t.match(text, /cold start on this machine: \d+ ms to the first event, \d+ ms to the answer/)
  const { size } = statSync(archive)
  t.ok(size < uploadLimitBytes, `${size} bytes`)
  const root = bareRoot(t)
  init(t, root, archive)

  for (const engine of engines) await t.test(`for invocations on ${engine}`, (t) => serves(t, root, engine))

  await t.test('for the report of what is wrong with a function', async (t) => {
    const rows = [
      ['absent.handler', {}, 'Runtime.ImportModuleError', /absent\.lua/],
      ['syntax.handler', {}, 'Runtime.UserCodeSyntaxError', /syntax\.lua:2: /],
      ['none.handler', {}, 'Runtime.HandlerNotFound', /returned nothing/],
      ['fails.handler', {}, 'Runtime.LoadError', /fails\.lua:2: attempt to index/],
      ['handler.handler', { lua_slice: 'soon' }, 'Runtime.ConfigError', /lua_slice="soon"/],
    ] as const
    const task = join(root.path, 'var/task')
    writeFileSync(join(task, 'syntax.lua'), '\nreturn {')
    writeFileSync(join(task, 'none.lua'), 'local x = 1')
    writeFileSync(join(task, 'fails.lua'), '\nreturn nothing.at_all')
    for (const [_HANDLER, environment, type, message] of rows) {
      const { server, host } = await started(t, root, { _HANDLER, ...environment }, {})
      const { status, endedMs } = await host.ended
      t.equal(status, 1, type)
      t.same(server.posts.map(({ path }) => path), ['/2018-06-01/runtime/init/error'], 'it is reported once')
      t.match(server.last(), { errorType: type, errorMessage: message })
      t.ok(endedMs - server.posts[0]!.endMs < 1000, 'and ends the process at once')
      t.ok(host.output.trim().split('\n').length < 12, host.output)
    }
  })

  await t.test('for the report of what is wrong with the host', async (t) => {
    const prelude = join(root.path, 'var/task/host/prelude.lua')
    renameSync(prelude, `${prelude}.away`)
    const { server, host } = await started(t, root, {}, {})
    const { status, endedMs } = await host.ended
    renameSync(`${prelude}.away`, prelude)
    t.equal(status, 1)
    t.same(server.posts.map(({ path }) => path), ['/2018-06-01/runtime/init/error'])
    const report = server.last() as { stackTrace: string[] }
    t.match(report, { errorType: 'Runtime.HostError', errorMessage: /prelude\.lua.* \(index\.js:\d+\)$/ })
    t.match(report.stackTrace.join('\n'), /^readFileSync .*\n.* \(\/var\/task\/host\/index\.js:/m)
    t.ok(endedMs - server.posts[0]!.endMs < 1000)
  })

  await t.test('for a layer beside the function', async (t) => {
    const [task, opt] = ['var/task', 'opt'].map((name) => join(root.path, name)) as [string, string]
    mkdirSync(opt)
    for (const name of ['bootstrap', 'bin', 'host']) renameSync(join(task, name), join(opt, name))
    await serves(t, root, 'fengari', '/opt/bootstrap')
  })
})
