import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'
import { answerLogs } from '../../../src/gateway/system-logs.ts'
import { listening } from '../fixtures/listening.ts'

t.test('answerLogs() sends lines as NDJSON, and those to come when asked', async t => {
  const log = functionLog()
  const add = (text: string, timeMs = 0, name = 'hello') => log.add({ name, instance: `${name}-1`, timeMs, text })
  add('one', 1_000)
  add('two', 2_000)
  add('else', 2_000, 'other')
  const port = await listening(t, (req, res) => answerLogs(res, new URL(req.url ?? '', 'http://x').searchParams, log, 'dev'))
  const get = (query: string) => fetch(`http://127.0.0.1:${port}/?name=hello&${query}`)
  const texts = async (query: string) => (await (await get(query)).text()).trim().split('\n').filter(line => line !== '').map(line => (JSON.parse(line) as { text: string }).text)
  t.equal(await (await get('tail=1')).text(), '{"name":"hello","namespace":"dev","instance":"hello-1","timestamp":"1970-01-01T00:00:02.000Z","text":"two"}\n')
  t.same(await texts(''), ['one', 'two'])
  t.same(await texts('since=1970-01-01T00:00:01.5Z'), ['two'])
  t.same(await texts('instance=hello-9'), [])

  const following = await get('follow=true&tail=1')
  const reader = following.body?.getReader()
  const next = async () => new TextDecoder().decode((await reader?.read())?.value as Uint8Array)
  t.match(await next(), '"two"')
  add('not mine', 0, 'other')
  add('three')
  t.match(await next(), /^[^\n]*"three"[^\n]*\n$/)
  await reader?.cancel()
})
