import t from 'tap'
import { shownQuestion } from '../../../src/replay/shown-question.ts'

t.test('shownQuestion() writes a call about as Lua code has it', async (t) => {
  const table = { kind: undefined, list: [1n, true], fields: [['url', 'http://x'], ['a b', 2.5], [7n, null]] } as const
  t.equal(shownQuestion({ name: 'http.open', given: [table] }), 'http.open({1, true, url = "http://x", ["a b"] = 2.5, [7] = nil})')
  t.equal(shownQuestion({ name: 'database.query', given: [{ kind: 'database connection', handle: 1 }, 'SELECT 1', { named: 'json.null' }] }), 'database.query(<database connection>, "SELECT 1", <json.null>)')
  t.equal(shownQuestion({ name: 'os.time', given: undefined }), 'os.time()')
})

t.test('shownQuestion() cuts long arguments', async (t) => {
  t.equal(shownQuestion({ name: 'kv.get', given: ['x'.repeat(1000)] }), `kv.get("${'x'.repeat(159)}…)`)
})
