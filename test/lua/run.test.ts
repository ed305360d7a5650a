import t from 'tap'
import type { Thread } from '../../template/lua-ts/lua/engine.ts'
import { newRun } from '../../template/lua-ts/lua/run.ts'

t.test('newRun() is a run that has not begun', async (t) => {
  const thread = {} as Thread
  const run = newRun(thread, 2, 1234, 'id', 'lua_load_timeout')
  t.match(run, { args: 2, deadlineMs: 1234, callId: 'id', limit: 'lua_load_timeout', pinned: 0, waiting: false })
  t.equal(run.thread, thread)
  for (const name of ['killed', 'cancel', 'result', 'timer', 'outcome', 'ended'] as const) t.equal(run[name], undefined, name)
  t.match(newRun(thread, 0, Infinity), { limit: 'exec_timeout', callId: undefined })
})
