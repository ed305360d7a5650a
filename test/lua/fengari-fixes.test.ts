import t from 'tap'
import { functionOf } from '../support/lua-function.ts'

t.test('keepHooksOverErrors() lets deadlines end a loop after an error was caught in a coroutine', async (t) => {
  const f = await functionOf(t, 'return function() pcall(error, "x") xpcall(error, function() end) while true do end end')
  await t.rejects(f.request({ deadlineMs: performance.now() + 200 }), { name: 'DeadlineError' })
  t.equal((await functionOf(t, 'return function() return tostring(pcall(error, "x")) .. select(2, pcall(error, { 1 }))[1] end').then((g) => g.request())).body.toString(), 'false1')
})

t.test('catchNativeErrors() makes an error of what JavaScript throws inside the machine', async (t) => {
  const f = await functionOf(t, 'local function deep(n) return 1 + deep(n + 1) end return function() return select(2, pcall(deep, 1)) end')
  t.match((await f.request()).body.toString(), /stack overflow/)
})
