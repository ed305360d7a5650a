import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'
import { failedCalls } from '../../../src/gateway/ui-failed-calls.ts'
import type { Failure } from '../../../src/gateway/ui-watched-call.ts'
import type { FailedCall } from '../../../src/ui/feed-types.ts'
import { until } from '../fixtures/until.ts'

const request = { name: 'hello', method: 'GET', target: '/', headers: [], body: Buffer.from('hi'), bodyBytes: 2, obstacle: undefined }
const failure = (callId: string, some: Partial<Failure> = {}): Failure => ({ request, callId, status: 500, cut: false, tookMs: 3, ...some })

t.test('failedCalls() adds what was logged about a call and the lines that this names', async t => {
  const dir = t.testdir({ 'handler.lua': 'return error\n' })
  const log = functionLog()
  const calls = failedCalls({ log, folderOf: name => (name === 'hello' ? dir : undefined) })
  t.teardown(() => calls.close())
  const told: FailedCall[] = []
  const stop = calls.follow(more => told.push(...more))
  const say = (text: string): void => log.add({ name: 'hello', instance: 'hello-1', timeMs: Date.now(), text })
  say('2026/11/23 08:41:26 stdout: [one] before')
  calls.add(failure('one'))
  calls.add(failure('', { status: 502 }))
  t.same(calls.all(), [])
  say('2026/11/23 08:41:26 [other] Handler failed: not this')
  say('2026/11/23 08:41:26 [one] Handler failed: handler.lua:1: bad')
  await until(() => told.length === 2)
  const [one, unlogged] = told
  t.match(one, { callId: 'one', name: 'hello', target: '/', status: 500, cut: false, tookMs: 3, bodyBytes: 2, log: ['before', 'Handler failed: handler.lua:1: bad'] })
  t.match(one?.places, [{ file: 'handler.lua', line: 1, lines: [{ line: 1, text: 'return error' }] }])
  t.match(unlogged, { status: 502, log: [], places: [] })
  writeFileSync(join(dir, 'handler.lua'), 'changed\n')
  t.same(calls.all(), told, 'with the lines as they were')
  t.equal(calls.request(one?.id ?? 0), request)
  stop()
  calls.clear()
  t.same(calls.all(), [])
  t.equal(calls.request(one?.id ?? 0), undefined)
})

t.test('failedCalls() tells broken answers from clients that left by the log', async t => {
  const log = functionLog()
  const calls = failedCalls({ log, folderOf: () => undefined })
  const say = (text: string): void => log.add({ name: 'hello', instance: 'hello-1', timeMs: Date.now(), text: `2026/11/23 08:41:26 ${text}` })
  say('[left] Call aborted: The client has gone')
  say('[broke] Handler failed: handler.lua:1: bad')
  say('[late] exec_timeout of 1s exceeded: stopped')
  for (const callId of ['left', 'broke', 'silent', 'late']) calls.add(failure(callId, { status: 200, cut: true }))
  await until(() => calls.all().length === 2)
  t.same(calls.all().map(({ callId }) => callId), ['broke', 'late'])
})

t.test('failedCalls() keeps the last ones', async t => {
  const calls = failedCalls({ log: functionLog(), folderOf: () => undefined, maxCalls: 3 })
  for (const callId of 'abcde') calls.add(failure(callId))
  await until(() => calls.all().length > 0)
  t.same(calls.all().map(({ callId }) => callId), ['c', 'd', 'e'])
})

t.test('failedCalls() waits for a log that is late, and takes nothing from an earlier call of the same id', async t => {
  const log = functionLog()
  const calls = failedCalls({ log, folderOf: () => undefined })
  const say = (text: string, timeMs = Date.now()): void => log.add({ name: 'hello', instance: 'hello-1', timeMs, text: `2026/11/23 08:41:26 [same] ${text}` })
  say('Handler failed: the one before', Date.now() - 10_000)
  calls.add(failure('same'))
  await new Promise(resolve => setTimeout(resolve, 300))
  t.same(calls.all(), [])
  say('Handler failed: this one')
  await until(() => calls.all().length === 1)
  t.same(calls.all()[0]?.log, ['Handler failed: this one'])
})
