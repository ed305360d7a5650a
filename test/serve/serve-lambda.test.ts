import t from 'tap'
import { lambdaProcess } from '../support/lambda-process.ts'
import { engines } from '../support/lua-function.ts'
import { runtimeApi } from '../support/runtime-api.ts'

const until = async (done: () => boolean): Promise<void> => {
  const endMs = performance.now() + 20_000
  while (!done()) {
    if (performance.now() > endMs) throw new Error('It did not happen within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

for (const lua_engine of engines) {
  t.test(`serveLambda() L3: reports one init error and ends when the function can't be loaded on ${lua_engine}`, async (t) => {
    const rows: readonly { files: Record<string, string>; environment?: Record<string, string>; type: string; message: RegExp }[] = [
      { files: {}, type: 'Runtime.ImportModuleError', message: /^Cannot load ".*handler\.lua": there is no such file/, environment: { _HANDLER: 'absent.handler', lua_handler: '/nowhere/handler.lua' } },
      { files: { 'handler.lua': 'return function(' }, type: 'Runtime.UserCodeSyntaxError', message: /handler\.lua:1: / },
      { files: { 'handler.lua': 'local x = 1' }, type: 'Runtime.HandlerNotFound', message: /returned nothing, and sets no global "handler": expected a function/ },
      { files: { 'handler.lua': '\nlocal x = y.z' }, type: 'Runtime.LoadError', message: /handler\.lua:2: attempt to index a nil value/ },
      { files: { 'handler.lua': 'return print' }, environment: { _HANDLER: 'a..b' }, type: 'Runtime.MalformedHandlerName', message: /_HANDLER="a\.\.b"/ },
      { files: { 'handler.lua': 'return print' }, environment: { lua_slice: 'soon' }, type: 'Runtime.ConfigError', message: /lua_slice="soon"/ },
    ]
    await Promise.all(rows.map(async ({ files, environment, type, message }) => {
      const server = await runtimeApi(t)
      const host = lambdaProcess(t, server.api, files, { lua_engine, ...environment })
      t.equal(await host.ended, 1, type)
      t.same(server.posts.map(({ path }) => path), ['/2018-06-01/runtime/init/error'], type)
      t.match(server.last(), { errorType: type, errorMessage: message })
      t.equal(server.posts[0]!.headers['lambda-runtime-function-error-type'], type)
      t.equal(server.asked, 0)
      t.match(host.stderr, message, 'and says so in the log')
    }))
  })

  t.test(`serveLambda() takes the handler that _HANDLER names on ${lua_engine}`, async (t) => {
    const server = await runtimeApi(t, { invocations: [{ event: 'x' }] })
    const files = { 'src/app.lua': 'local names = require "names"\nreturn { api = { get = function(event, context) return { names.own, context.function_name } end } }', 'src/names.lua': 'return { own = "own" }' }
    const host = lambdaProcess(t, server.api, files, { lua_engine, _HANDLER: 'src/app.api.get', AWS_LAMBDA_FUNCTION_NAME: 'fn' })
    t.equal(await host.ended, 1)
    t.same(server.last(), ['own', 'fn'])
  })

  t.test(`serveLambda() L18: lets the invocation that runs end and ends with 0 on ${lua_engine}`, async (t) => {
    const server = await runtimeApi(t, { invocations: [{ event: 1 }, { event: 2 }], end: 'wait' })
    const files = { 'handler.lua': `local time = require "time"
return { handler = function(event) print("begins") time.sleep(0.3) return "done" end, shutdown = function() print("over") end }` }
    const host = lambdaProcess(t, server.api, files, { lua_engine })
    await until(() => host.stdout.includes('begins'))
    host.stop()
    t.equal(await host.ended, 0)
    t.equal(server.posts.length, 1)
    t.equal(server.last(), 'done')
    t.match(host.stdout, /\trequest-1\tINFO\tbegins\n/)
    t.match(host.stdout, /\t\tINFO\tover\n$/)
    t.same(server.extensions, ['lua-ts-shutdown {"events":[]}', 'extension-1 waits'], 'without an extension there is no SIGTERM')
  })
}

t.test('serveLambda() L18: ends at once while it waits for an event', async (t) => {
  const server = await runtimeApi(t, { end: 'wait' })
  const host = lambdaProcess(t, server.api, { 'handler.lua': 'return print' })
  await until(() => server.asked === 1)
  host.stop()
  t.equal(await host.ended, 0)
  t.equal(host.stderr, '')
  t.same(server.extensions, [], 'nothing has to be run at the end')
})

t.test('serveLambda() L9: ends with one line when the Runtime API fails or is not there', async (t) => {
  const gone = await runtimeApi(t)
  gone.close()
  const servers = [await runtimeApi(t, { end: 403 }), await runtimeApi(t, { end: 500 }), gone]
  await Promise.all(servers.map(async (server) => {
    const host = lambdaProcess(t, server.api, { 'handler.lua': 'return print' })
    t.equal(await host.ended, 1)
    t.match(host.stderr, /Runtime API/)
    t.ok(`${host.stdout}${host.stderr}`.trim().split('\n').length <= 3, host.stderr)
  }))
})

t.test('serveLambda() needs a Runtime API', async (t) => {
  const host = lambdaProcess(t, '', { 'handler.lua': 'return print' }, { lua_platform: 'lambda' })
  t.equal(await host.ended, 1)
  t.match(host.stderr, /lua_platform="lambda": Set AWS_LAMBDA_RUNTIME_API/)
})
