import { join } from 'node:path'
import t from 'tap'
import { editUnderLoad, handler } from '../../bench/edit-load.ts'
import { upProcess } from '../src/fixtures/up-process.ts'

// Measured by what /proc tells.
t.test('editUnderLoad() edits a function of lua-ts up, and no call fails meanwhile', { skip: process.platform !== 'linux' }, async (t) => {
  const dir = t.testdir({ 'stack.yml': 'functions:\n  hello: { lang: lua-ts, handler: hello }\n', hello: { 'handler.lua': handler(0) } })
  const { url, pid } = await upProcess(t, dir)
  const edits = 20
  const { calls, failures, reloadMs, before, after } = await editUnderLoad({ url: `${url}/function/hello`, pid, file: join(dir, 'hello', 'handler.lua'), edits, connections: 16 })
  t.same(failures, [])
  t.equal(reloadMs.length, edits)
  t.ok(calls > edits * 16, `${calls} calls`)
  t.ok(after.openFiles <= before.openFiles + 3, `${before.openFiles} open files, then ${after.openFiles}`)
})
