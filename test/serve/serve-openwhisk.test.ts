import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { freePort } from '../contract/support/free-port.ts'
import { eventually } from '../platform/served.ts'
import { engines } from '../support/lua-function.ts'
import { actionContainer } from '../support/openwhisk-run.ts'

const index = fileURLToPath(new URL('../../template/lua-ts/index.ts', import.meta.url))
const echo = 'return function(args) return args end'

for (const engine of engines) {
  t.test(`serveOpenWhisk() W3: refuses a result that is no object on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    t.equal((await action.init('function main(args) return args.what == "text" and "text" or args.what == "list" and { 1, 2 } or 7 end')).status, 200)
    for (const what of ['text', 'number']) {
      t.match(await action.run({ what }), { status: 502, text: '{"error":"The action did not return a dictionary or array."}' })
    }
    t.same(action.output(), { stdout: '', stderr: '', marks: [2, 2] })
    t.match(await action.run({ what: 'list' }), { status: 200, text: '[1,2]' })
  })

  t.test(`serveOpenWhisk() W6: echoes arguments and logs on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    t.equal((await action.init('return function(args) print("hello stdout") io.stderr:write("hello stderr\\n") return args end')).status, 200)
    const all = [{ string: 'hello' }, { string: '❄ ☃ ❄' }, { numbers: [42, 1] }, { object: { a: 'A' } }, { list: [], none: null, ms: 1700000000123 }]
    for (const args of all) t.same(await action.run(args).then(({ status, body }) => ({ status, body })), { status: 200, body: args })
    t.same(action.output(), { stdout: 'hello stdout\n'.repeat(5), stderr: 'hello stderr\n'.repeat(5), marks: [5, 5] })
  })

  t.test(`serveOpenWhisk() W7: keeps characters beyond ASCII on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    t.equal((await action.init('function main(args) local s = args.delimiter .. " ☃ " .. args.delimiter print(s) return { winter = s } end')).status, 200)
    t.match(await action.run({ delimiter: '❄' }), { status: 200, body: { winter: '❄ ☃ ❄' } })
    t.equal(action.output().stdout, '❄ ☃ ❄\n')
  })

  t.test(`serveOpenWhisk() W9: has the variables of the activation, and of no other, on ${engine}`, async (t) => {
    const names = ['API_HOST', 'API_KEY', 'NAMESPACE', 'ACTION_NAME', 'ACTION_VERSION', 'ACTIVATION_ID', 'DEADLINE']
    const action = await actionContainer(t, engine, { __OW_API_HOST: 'xyz' })
    const code = `return function(args, context)
  local found = { id = context.activation_id, name = context.action_name, call = context.call_id, platform = context.platform }
  for _, name in ipairs({ "${names.join('", "')}" }) do found[name] = os.getenv("__OW_" .. name) end
  return found
end`
    t.equal((await action.init(code)).status, 200)
    const fields = { api_key: 'abc', namespace: 'zzz', action_name: 'xxx', action_version: '0.0.1', activation_id: 'iii', deadline: '123' }
    t.same((await action.run({}, fields)).body, {
      API_HOST: 'xyz', API_KEY: 'abc', NAMESPACE: 'zzz', ACTION_NAME: 'xxx', ACTION_VERSION: '0.0.1', ACTIVATION_ID: 'iii', DEADLINE: '123',
      id: 'iii', name: 'xxx', call: 'iii', platform: 'openwhisk',
    })
    t.same((await action.run({}, { api_key: 7 })).body, { API_HOST: 'xyz', call: '', platform: 'openwhisk' })
  })

  t.test(`serveOpenWhisk() W10: takes large arguments on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init(echo)
    const arg = 'a'.repeat(1_048_561)
    t.ok((await action.run({ arg })).text === JSON.stringify({ arg }))
  })

  t.test(`serveOpenWhisk() W13, W14, W15, W16: tells errors, results that are errors, and nothing apart on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init(`return function(args)
  if args.how == "raise" then error("nooooo") elseif args.how == "return" then return { error = "sorry" }
  elseif args.how == "require" then require "baz" elseif args.how == "message" then return nil, "no luck" end
end`)
    t.match(await action.run({ how: 'raise' }), { status: 502, body: { error: /^An error has occurred: main\.lua:2: nooooo/ } })
    t.match(action.output().stderr, /An error has occurred: Handler failed: main\.lua:2: nooooo\n.*stack traceback:/)
    t.match(await action.run({ how: 'return' }), { status: 200, text: '{"error":"sorry"}' })
    t.match(await action.run({ how: 'nothing' }), { status: 200, text: '{}' })
    t.match(await action.run({ how: 'require' }), { status: 502, body: { error: /module 'baz' not found/ } })
    t.match(action.output().stderr, /error/)
    t.match(await action.run({ how: 'message' }), { status: 502, body: { error: /the handler returned nil, no luck/ } })
    t.same(action.output().marks, [5, 5])
  })

  t.test(`serveOpenWhisk() answers failures with lua_openwhisk_error_status on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine, { lua_openwhisk_error_status: '200' })
    await action.init('function main() error("oops") end')
    t.match(await action.run({}), { status: 200, body: { error: /^An error has occurred: main\.lua:1: oops/ } })
  })

  t.test(`serveOpenWhisk() W23: runs activations together where it may on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine, { __OW_ALLOW_CONCURRENT: 'true' })
    await action.init('local time = require "time"\nreturn function(args) time.sleep(0.2) return { n = args.n, id = os.getenv("__OW_ACTIVATION_ID") } end')
    const startedMs = performance.now()
    const answers = await Promise.all(Array.from({ length: 128 }, (_, n) => action.run({ n }, { activation_id: `id-${n}` })))
    t.ok(performance.now() - startedMs < 128 * 200, 'together')
    t.same(answers.map(({ status, body }) => [status, body]), answers.map((_, n) => [200, { n, id: `id-${n}` }]))
    t.same(action.output().marks, [128, 128])
  })

  t.test(`serveOpenWhisk() W24: refuses an activation while another runs on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init('local time = require "time"\nreturn function() print("begins") time.sleep(0.4) return {} end')
    const running = action.run({})
    await eventually('the activation begins', () => action.output().stdout === 'begins\n')
    const second = await action.run({})
    const first = await running
    t.equal(first.status, 200)
    t.match(second, { status: 403, body: { error: 'System not ready, status is running.' } })
    t.match(action.output(), { stderr: /Internal system error: System not ready, status is running\./, marks: [1, 1] })
    t.equal((await action.run({})).status, 200)
  })

  t.test(`serveOpenWhisk() refuses what is no activation on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init(echo)
    const bad = { status: 500, body: { error: 'Bad request.' } }
    t.match(await action.post('/run', '{"value":'), bad)
    t.match(await action.post('/other', '{}'), bad)
    t.match(await action.post('/run', '7'), bad)
    t.match(await action.run('text'), { status: 403, body: { error: "Internal system error: the argument must be a dictionary but has type 'string'." } })
    t.match(await action.run(null), { status: 200, text: '{}' })
    t.match(await action.post('/run', '{}'), { status: 200, text: '{}' })
  })

  t.test(`serveOpenWhisk() stops a handler before the deadline on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init('return function(args) while args.busy do end return {} end')
    t.match(await action.run({ busy: true }, { deadline: String(Date.now() + 300) }), { status: 502, body: { error: /action timeout exceeded/ } })
    t.equal((await action.run({}, { deadline: String(Date.now() + 30_000) })).status, 200)
  })

  t.test(`serveOpenWhisk() lets activations end, and refuses new ones, when it is stopped on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init('local time = require "time"\nreturn { main = function() print("begins") time.sleep(0.5) return { done = true } end, shutdown = function() print("over") end }')
    const running = action.run({})
    await eventually('the activation begins', () => action.output().stdout === 'begins\n')
    const stopped = action.stop()
    t.equal((await action.run({})).status, 503)
    t.match(await running, { status: 200, body: { done: true } })
    await stopped
    t.equal(action.output().stdout, 'begins\nover\n')
  })
}

t.test('serveOpenWhisk() is what the host does with lua_platform=openwhisk or __OW_API_HOST', async (t) => {
  for (const more of [{ lua_platform: 'openwhisk' }, { __OW_API_HOST: 'https://openwhisk' }]) {
    const port = await freePort()
    const child = spawn(process.execPath, [index], { env: { port: String(port), ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
    t.after(() => child.kill('SIGKILL'))
    let stdout = ''
    child.stdout.on('data', (bytes: Buffer) => void (stdout += bytes.toString()))
    const post = async (route: string, body: object): Promise<string> => {
      const answer = await fetch(`http://127.0.0.1:${port}${route}`, { method: 'POST', body: JSON.stringify(body) })
      return answer.text()
    }
    const init = { value: { name: 'a', main: 'main', code: 'return function(args) print("hello") return { n = args.n + 1 } end' } }
    const endMs = performance.now() + 20_000
    let made
    while (made === undefined && performance.now() < endMs) {
      made = await post('/init', init).catch(() => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 20)))
    }
    t.equal(made, '{"OK":true}')
    t.equal(await post('/run', { value: { n: 1 } }), '{"n":2}')
    child.kill('SIGTERM')
    const [code] = (await once(child, 'close')) as [number]
    t.equal(code, 0)
    t.equal(stdout, 'hello\nXXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n')
  }
})
