import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { readPackageOptions } from '../../../src/commands/package-options.ts'
import { lambdaFiles } from '../../../src/package/lambda-package.ts'
import { npmNode, packagedNode } from '../../../src/package/node-binary.ts'
import type { ZipFile } from '../../../src/package/zip.ts'
import { engines } from '../../support/lua-function.ts'
import { runtimeApi } from '../../support/runtime-api.ts'
import type { RuntimeApiOptions } from '../../support/runtime-api.ts'

// An archive for Lambda's own Node.js runtime, in a program that loads and calls it as that does.

const runtime = fileURLToPath(new URL('../../support/managed-runtime.ts', import.meta.url))

// The oldest line that Lambda has a runtime of, and the one that packages bring along.
const releases = ['22.23.3', packagedNode]

const handler = `local database = require "database"
local names = require "lib.names"
return { handler = function(event, context)
  if event.what == "fail" then error("no luck")
  elseif event.what == "late" then context:write("begins ") error("late")
  elseif event.what == "busy" then while true do end
  elseif event.what == "big" then for i = 1, 64 do context:write(("x"):rep(65536)) end return
  elseif event.what == "sqlite" then return database.query("SELECT 7 AS n") end
  print("said")
  if event.path then return { statusCode = 201, headers = { ["X-Own"] = names.own }, body = event.path .. event.name } end
  return { event = event, id = context.request_id, arn = context.invoked_function_arn, trace = os.getenv("_X_AMZN_TRACE_ID"),
    client = context.client_context, memory = context.memory_limit_mb, in_time = context:remaining_ms() > 20000, platform = context.platform }
end, shutdown = function() print("over") end }`

const httpEvent = { version: '2.0', rawPath: '/a', rawQueryString: 'name=Ada', headers: {}, requestContext: { http: { method: 'GET' } }, isBase64Encoded: false }

const folderOf = (t: Test, files: readonly ZipFile[], others: Record<string, string> = {}): string => {
  const folder = t.testdir()
  for (const { path, content } of [...files, ...Object.entries(others).map(([path, text]) => ({ path, content: text }))]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const run = async (t: Test, node: string, folder: string, environment: Record<string, string>, options: RuntimeApiOptions) => {
  const server = await runtimeApi(t, options)
  const variables = { AWS_LAMBDA_RUNTIME_API: server.api, LAMBDA_TASK_ROOT: folder, _HANDLER: 'handler.handler', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256', ...environment }
  // The test runner puts variables of its own into the environment of what is spawned.
  const child = spawn('env', ['-i', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`), node, runtime], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { server, ended, stop: () => void child.kill('SIGTERM'), output: () => output }
}

const jsonOf = (body: Buffer): unknown => JSON.parse(body.toString())

const buffered = async (t: Test, node: string, folder: string, lua_engine: string): Promise<void> => {
  const trace = { 'Lambda-Runtime-Trace-Id': 'Root=1', 'Lambda-Runtime-Client-Context': '{"custom":{"k":"v"}}' }
  const { server, ended, output } = await run(t, node, folder, { lua_engine, database_url: 'sqlite::memory:', lua_deadline_margin: '120ms' }, {
    invocations: [
      { event: { n: 1700000000123, list: [] }, headers: trace },
      { event: httpEvent },
      { event: { what: 'fail' } },
      { event: { what: 'busy' }, timeoutMs: 500 },
      { event: { what: 'sqlite' } },
    ],
  })
  t.equal(await ended, 0)
  const [plain, http, failed, busy, rows] = server.posts
  t.same(jsonOf(plain!.body), {
    event: { n: 1700000000123, list: [] }, id: 'request-1', arn: 'arn:aws:lambda:eu-central-1:123456789012:function:test', trace: 'Root=1',
    client: { custom: { k: 'v' } }, memory: 256, in_time: true, platform: 'lambda',
  })
  t.match(jsonOf(http!.body), { statusCode: 201, headers: { 'X-Own': 'own' }, body: '/aAda' })
  t.match(failed!.path, /request-3\/error$/)
  t.match(jsonOf(failed!.body), { errorType: 'Runtime.HandlerError', errorMessage: 'handler.lua:4: no luck', trace: [/^Runtime\.HandlerError: handler\.lua:4: no luck$/, /error/, /handler\.lua:4/] })
  t.match(jsonOf(busy!.body), { errorType: 'Runtime.DeadlineError' })
  t.same(jsonOf(rows!.body), [{ n: 7 }])
  t.match(output(), /\trequest-1\tINFO\tsaid\n/)
  t.notMatch(output(), 'event loop')
}

const streamed = async (t: Test, node: string, folder: string, lua_engine: string): Promise<void> => {
  const { server, ended } = await run(t, node, folder, { lua_engine, lua_response_mode: 'stream' }, {
    invocations: [{ event: httpEvent }, { event: { plain: true } }, { event: { what: 'late' } }, { event: { what: 'fail' } }, { event: { what: 'big' } }],
  })
  t.equal(await ended, 0)
  const [http, plain, late, failed, big] = server.posts
  t.match(http!.headers, { 'content-type': 'application/vnd.awslambda.http-integration-response', 'lambda-runtime-function-response-mode': 'streaming' })
  const [head, body] = http!.body.toString('latin1').split('\0'.repeat(8))
  t.match(JSON.parse(head!), { statusCode: 201, headers: { 'X-Own': 'own' } })
  t.equal(body, '/aAda')
  t.match(plain!.headers['content-type'], 'application/json')
  t.match(jsonOf(plain!.body), { event: { plain: true } })
  t.equal(late!.body.toString(), 'begins ')
  for (const [post, message] of [[late!, 'late'], [failed!, 'no luck']] as const) {
    t.equal(post.trailers['lambda-runtime-function-error-type'], 'Runtime.HandlerError')
    t.match(jsonOf(Buffer.from(post.trailers['lambda-runtime-function-error-body']!, 'base64')), { errorMessage: new RegExp(message) })
  }
  t.equal(big!.body.length, 64 * 65536)
}

t.test('lambdaFiles() make a handler for Lambda\'s own Node.js runtime', async (t) => {
  const options = readPackageOptions(['lambda', 'a', '-o', 'a.zip', '--runtime', 'nodejs'], 'x64')
  const noNode = { path: '/', version: '', platform: '', arch: '' }
  const files = await lambdaFiles(options, t.testdir({ 'handler.lua': handler, lib: { 'names.lua': 'return { own = "own" }' } }), noNode, process.env)
  const clashing = t.testdir({ 'handler.mjs': '' })
  await t.rejects(lambdaFiles(options, clashing, noNode, process.env), { name: 'CommandError', message: /^Cannot pack "handler\.mjs" of the function: / })
  t.ok(files.reduce((sum, { content }) => sum + content.length, 0) < 5_000_000)
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) {
    t.pass('There is no Node.js for this machine to run it with', { skip: true })
    return
  }
  for (const release of releases) {
    await t.test(`on Node.js ${release}`, async (t) => {
      const folder = folderOf(t, files)
      const node = join(folder, 'node')
      writeFileSync(node, await npmNode(`node-linux-${process.arch}@${release}`, process.env), { mode: 0o755 })
      for (const engine of engines) {
        await t.test(`that answers on ${engine}`, (t) => buffered(t, node, folder, engine))
        await t.test(`that streams on ${engine}`, (t) => streamed(t, node, folder, engine))
      }
      await t.test('that reports what is wrong with the function', async (t) => {
        writeFileSync(join(folder, 'syntax.lua'), '\nreturn {')
        const rows = [
          [{ lua_handler: join(folder, 'syntax.lua') }, 'Runtime.UserCodeSyntaxError', /syntax\.lua:2: /],
          [{ lua_slice: 'soon' }, 'Runtime.ConfigError', /lua_slice="soon"/],
        ] as const
        for (const [environment, errorType, errorMessage] of rows) {
          const { server, ended } = await run(t, node, folder, environment, {})
          t.equal(await ended, 129)
          t.match(server.last(), { errorType, errorMessage })
        }
      })
      await t.test('that runs shutdown at the end', async (t) => {
        const { server, ended, stop, output } = await run(t, node, folder, {}, { end: 'wait', invocations: [{ event: {} }] })
        while (server.asked < 2) await new Promise((resolve) => setTimeout(resolve, 10))
        t.same(server.extensions, ['lua-ts-shutdown {"events":[]}', 'extension-1 waits'])
        stop()
        t.equal(await ended, 0)
        t.match(output(), /\tINFO\tover\n$/)
      })
    })
  }
})
