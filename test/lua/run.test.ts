import t from 'tap'
import type { Thread } from '../../template/lua-ts/lua/engine.ts'
import { hold, newRun } from '../../template/lua-ts/lua/run.ts'
import { callOf } from '../support/function-call.ts'

t.test('newRun() is a run that has not begun', async (t) => {
  const thread = {} as Thread
  const { call } = callOf()
  const run = newRun(thread, 2, { deadlineMs: 1234, call, limit: 'lua_load_timeout' })
  t.match(run, { args: 2, deadlineMs: 1234, limit: 'lua_load_timeout', pinned: 0, waiting: false })
  t.equal(run.call, call)
  t.equal(run.thread, thread)
  for (const name of ['killed', 'cancel', 'result', 'timer', 'outcome', 'ended'] as const) t.equal(run[name], undefined, name)
  t.match(newRun(thread, 0, { deadlineMs: Infinity }), { limit: 'exec_timeout', call: undefined })
})

t.test('hold() keeps what must be given back until it is forgotten', async (t) => {
  const run = newRun({} as Thread, 0, { deadlineMs: Infinity })
  const [kept, given] = [() => {}, () => {}]
  hold(run, kept)
  hold(run, given)()
  t.same([...run.held!], [kept])
})
