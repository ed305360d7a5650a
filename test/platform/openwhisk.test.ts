import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import type { Invoke } from '../../template/lua-ts/host/call.ts'
import { HandlerError, LoadError } from '../../template/lua-ts/host/errors.ts'
import { openwhisk } from '../../template/lua-ts/platform/openwhisk.ts'
import type { OpenWhiskOptions } from '../../template/lua-ts/platform/openwhisk.ts'
import { eventually } from './served.ts'

const code = JSON.stringify({ value: { main: 'main', code: 'return 1' } })

const answers: Invoke = async ({ reply }) => reply.send(200, [], Buffer.from('{"done":true}'))

/** The platform on a free port, and what it logged; `|` is a mark. */
const container = async (t: Test, options: Partial<OpenWhiskOptions> = {}) => {
  const lines: string[] = []
  const action = openwhisk({
    load: async () => answers,
    log: { host: (text, callId) => void lines.push(callId === undefined ? text : `${callId}: ${text}`) },
    mark: () => void lines.push('|'),
    isConcurrent: false,
    marginMs: 0,
    errorStatus: 502,
    ...options,
  })
  action.server.listen(0, '127.0.0.1')
  await once(action.server, 'listening')
  t.teardown(() => {
    action.server.closeAllConnections()
    action.server.close()
  })
  const url = `http://127.0.0.1:${(action.server.address() as AddressInfo).port}`
  const post = async (path: string, body: string, method = 'POST'): Promise<[number, unknown]> => {
    const response = await fetch(url + path, method === 'POST' ? { method, body } : { method })
    return [response.status, await response.json()]
  }
  return { ...action, url, lines, post, init: () => post('/init', code), run: (value: unknown = {}) => post('/run', JSON.stringify({ value })) }
}

/** A handler whose calls each answer when they are told to. */
const held = (answer: string): { slow: Invoke; finishes: (() => void)[] } => {
  const finishes: (() => void)[] = []
  const slow: Invoke = ({ reply }) =>
    new Promise((resolve) => {
      finishes.push(() => {
        reply.send(200, [], Buffer.from(answer))
        resolve()
      })
    })
  return { slow, finishes }
}

const running = (text: string) => [403, { error: `System not ready, status is ${text}.` }]

t.test('openwhisk() goes from new over starting to ready, and says where it is', async (t) => {
  let loaded: (invoke: Invoke) => void = () => {}
  const { init, run, lines } = await container(t, { load: () => new Promise((resolve) => { loaded = resolve }) })
  t.same(await run(), [403, { error: 'System not initialized.' }])
  const starting = init()
  await eventually('the code loads', () => loaded.length === 1)
  t.same(await init(), running('starting'))
  t.same(await run(), running('starting'))
  loaded(answers)
  t.same(await starting, [200, { OK: true }])
  t.same(await init(), [403, { error: 'Cannot initialize the action more than once.' }])
  t.same(await run(), [200, { done: true }])
  t.same(lines, [
    'Internal system error: System not initialized.', 'Internal system error: System not ready, status is starting.',
    'Internal system error: System not ready, status is starting.', 'Internal system error: Cannot initialize the action more than once.', '|',
  ], 'a mark for each activation, none for what was refused')
})

t.test('openwhisk() stays stopped when the code can\'t be loaded', async (t) => {
  for (const [error, text] of [
    [new LoadError('main.lua:1: unexpected symbol', { kind: 'syntax' }), 'syntax error: main.lua:1: unexpected symbol'],
    [new LoadError('no main.lua', { kind: 'missing' }), 'no main.lua'],
    ['words', 'words'],
  ] as const) {
    const { init, run, lines } = await container(t, { load: async () => { throw error } })
    t.same(await init(), [502, { error: `Initialization has failed due to: ${text}` }])
    t.same(lines, [`Error during initialization: ${text}`, '|'])
    t.same(await init(), running('stopped'))
    t.same(await run(), running('stopped'))
  }
})

t.test('openwhisk() tells the caller of a handler\'s error without its traceback, and the log with it', async (t) => {
  const failing: Invoke = async () => { throw new HandlerError('main.lua:3: broken', 'main.lua:3: broken\nstack traceback:\n\tmain.lua:3') }
  for (const errorStatus of [502, 200]) {
    const { init, post, lines } = await container(t, { load: async () => failing, errorStatus })
    await init()
    t.same(await post('/run', '{"activation_id":"a1"}'), [errorStatus, { error: 'An error has occurred: main.lua:3: broken' }])
    t.match(lines, [/^a1: An error has occurred: Handler failed: main\.lua:3: broken\nstack traceback:/, '|'])
  }
})

t.test('openwhisk() refuses an argument that is no dictionary', async (t) => {
  const { init, run } = await container(t)
  await init()
  for (const [value, type] of [[7, 'number'], ['x', 'string'], [true, 'boolean'], [[1], 'array']] as const) {
    t.same(await run(value), [403, { error: `Internal system error: the argument must be a dictionary but has type '${type}'.` }])
  }
  t.same(await run(null), [200, { done: true }])
})

t.test('openwhisk() knows two routes, and bodies that are JSON', async (t) => {
  const { init, post } = await container(t)
  await init()
  for (const path of ['/', '/run/', '/run?x', '/RUN']) t.same(await post(path, '{}'), [500, { error: 'Bad request.' }], path)
  for (const body of ['', '{', 'null', '7', '"x"']) t.same(await post('/run', body), [500, { error: 'Bad request.' }], body)
  t.same(await post('/run', '', 'GET'), [500, { error: 'Bad request.' }])
})

t.test('openwhisk() lets a handler go on whose client is gone, and takes the next activation after it', async (t) => {
  const { slow, finishes } = held('{}')
  const { url, init, run, lines } = await container(t, { load: async () => slow })
  await init()
  const lost = request(`${url}/run`, { method: 'POST' }).on('error', () => {})
  lost.end('{}')
  await eventually('it runs', () => finishes.length === 1)
  lost.destroy()
  t.same(await run(), running('running'))
  finishes[0]!()
  await eventually('it ends', () => lines.at(-1) === '|')
  const next = run()
  await eventually('the next one runs', () => finishes.length === 2)
  finishes[1]!()
  t.same(await next, [200, {}])
})

t.test('OpenWhisk.drain() waits for the answer of what runs, and refuses the rest', async (t) => {
  const { slow, finishes } = held(`{"long":"${'x'.repeat(2 ** 22)}"}`)
  const { init, run, drain } = await container(t, { load: async () => slow })
  await init()
  const first = run()
  await eventually('it runs', () => finishes.length === 1)
  let drained = false
  const all = drain().then(() => { drained = true })
  t.same(await run(), [503, { error: 'The action is being shut down.' }])
  t.equal(drained, false)
  finishes[0]!()
  t.match(await first, [200, { long: /^x+$/ }])
  await all
  t.same(await init(), [503, { error: 'The action is being shut down.' }])
})

t.test('OpenWhisk.drain() is over at once when nothing runs', async (t) => {
  const { drain } = await container(t)
  await drain()
})
