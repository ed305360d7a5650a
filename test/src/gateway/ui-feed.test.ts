import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'
import { uiFeed } from '../../../src/gateway/ui-feed.ts'
import type { FailedCall, Tick } from '../../../src/ui/feed-types.ts'
import { listening } from '../fixtures/listening.ts'

const eventsOf = async function* (body: AsyncIterable<Uint8Array> | null) {
  let text = ''
  for await (const piece of body ?? []) {
    const parts = (text + Buffer.from(piece).toString()).split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
      if (name !== undefined) yield { name, data: JSON.parse(data ?? '') as unknown }
    }
  }
}

t.test('uiFeed() tells what is known and then what comes, until it is closed', async t => {
  const log = functionLog()
  const say = (name: string, timeMs: number, text: string): void => log.add({ name, instance: '', timeMs, text })
  let tell: ((tick: Tick) => void) | undefined
  let fail: ((calls: readonly FailedCall[]) => void) | undefined
  const sampler = {
    history: () => [{ timeMs: 1, figures: {} }],
    follow: (take: (tick: Tick) => void) => {
      tell = take
      return () => (tell = undefined)
    },
  }
  const failedCalls = {
    all: () => [],
    follow: (take: (calls: readonly FailedCall[]) => void) => {
      fail = take
      return () => (fail = undefined)
    },
  }
  const feed = uiFeed({ log, names: () => ['', 'hello'], sampler, failedCalls })
  const port = await listening(t, (_req, res) => feed.answer(res))
  say('hello', 2, 'second')
  say('', 1, 'first')
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  t.equal(answer.headers.get('content-type'), 'text/event-stream')
  const events = eventsOf(answer.body)
  const event = async () => (await events.next()).value
  t.same(await event(), { name: 'history', data: [{ timeMs: 1, figures: {} }] })
  t.same(await event(), { name: 'log', data: { lines: [{ name: '', timeMs: 1, text: 'first' }, { name: 'hello', timeMs: 2, text: 'second' }], skipped: 0 } })
  t.same(await event(), { name: 'failed', data: [] })
  tell?.({ functions: [], sample: { timeMs: 2, figures: {} } })
  t.same(await event(), { name: 'tick', data: { functions: [], sample: { timeMs: 2, figures: {} } } })
  for (let index = 0; index < 1_000; index++) say('hello', 3, `line\n${index}`)
  const { data } = (await event()) as unknown as { data: { lines: { text: string }[]; skipped: number } }
  t.equal(data.lines.length, 200)
  t.equal(data.lines.at(-1)?.text, 'line\n999')
  t.equal(data.skipped, 800)
  feed.close()
  t.equal(await event(), undefined)
  t.equal(tell, undefined)
  t.equal(fail, undefined)
})
