import t from 'tap'
import type { Thread } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { newRun } from '../../template/lua-ts/lua/run.ts'
import { Scheduler } from '../../template/lua-ts/lua/scheduler.ts'
import { noTapes, placeOf, TapedCall, tapedFunctions } from '../../template/lua-ts/lua/tapes.ts'
import type { Question, Tape } from '../../template/lua-ts/lua/tapes.ts'
import { callOf } from '../support/function-call.ts'
import { engines } from '../support/lua-function.ts'

const thread = {} as Thread

t.test('noTapes gives functions back as they are', async (t) => {
  const functions = { get: () => 1 }
  t.equal(noTapes.taped('kv', functions), functions)
  t.doesNotThrow(() => {
    noTapes.addKind('thing', 1)
    noTapes.addFunction('kv.next', () => {})
    noTapes.addSecret('key', Buffer.from('x'))
  })
})

t.test('tapedFunctions() asks the tape of the call that runs, that of loading, or nobody', async (t) => {
  const asked: string[] = []
  const tapeOf = (name: string): Tape => ({ ask: (_, question: Question) => asked.push(`${name}: ${question.name} ${question.kind}`) })
  const { call } = callOf()
  const taped = new TapedCall(call, tapeOf('call'), call.event, call.reply)
  let current: object | undefined
  const scheduler = { get current() { return current } } as unknown as Scheduler
  let loading: Tape | undefined = tapeOf('loading')
  const { get } = tapedFunctions({ scheduler, loading: () => loading })('kv', { get: (used: Thread) => asked.push(used === thread ? 'itself' : 'other') }, 'ambient')
  get(thread)
  current = { call: taped }
  get(thread)
  current = { call: undefined }
  get(thread)
  loading = undefined
  get(thread)
  current = { call }
  get(thread)
  t.same(asked, ['itself', 'call: kv.get ambient', 'loading: kv.get ambient', 'itself', 'itself'])
})

t.test('TapedCall is the call that it was made of, with its own event and reply', async (t) => {
  const { call, abort } = callOf({ id: 'x', message: '1', details: { a: 1 }, environment: { B: 'c' }, limit: 'limit', deadlineMs: 5 })
  const event = { ...call.event, path: '/other' }
  const taped = new TapedCall(call, { ask: () => 0 }, event, call.reply)
  for (const name of ['id', 'startedMs', 'deadlineMs', 'aborted', 'abortReason', 'message', 'details', 'environment', 'limit'] as const) t.equal(taped[name], call[name], name)
  t.equal(taped.event, event)
  let heard = 0
  taped.onAbort(() => heard++)
  abort()
  t.same([taped.aborted, heard], [true, 1])
})

for (const engine of engines) {
  t.test(`placeOf() passes over Lua of the host on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const scheduler = new Scheduler({ lua, sliceMs: 1000, beat: { begin: () => {}, end: () => {} }, sliced: () => {} })
    const places: string[] = []
    const run = lua.newThread()
    lua.load(run, Buffer.from('local place = ... return function() place() return 1 end'), '=[http]')
    lua.pushFunction(run, (at) => {
      places.push(placeOf(lua, at))
      return 0
    })
    lua.call(run, 1, 1)
    lua.load(run, Buffer.from('local fetch = ...\n\nlocal value = fetch()\nreturn value'), '=handler.lua')
    lua.insert(run, 1)
    t.equal(await scheduler.start(newRun(run, 1, { deadlineMs: Infinity })), 'done')
    t.same(places, ['handler.lua:3'])
    t.equal(placeOf(lua, lua.newThread()), '')
  })
}
