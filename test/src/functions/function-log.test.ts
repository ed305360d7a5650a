import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'

t.test('functionLog() keeps the last lines of each function and tells of further ones', async t => {
  const log = functionLog()
  const line = (name: string, text: string) => ({ name, text, instance: `${name}-1`, timeMs: 1 })
  for (let count = 1; count <= 5_000; count++) log.add(line('chatty', String(count)))
  log.add(line('quiet', 'one'))
  const kept = log.lines('chatty').map(({ text }) => text)
  t.equal(kept.length, 2_000)
  t.equal(kept.at(-1), '5000')
  t.same(log.lines('quiet'), [line('quiet', 'one')])
  t.same(log.lines('nobody'), [])

  const heard: string[] = []
  const stop = log.follow(({ text }) => heard.push(text))
  log.add(line('quiet', 'two'))
  stop()
  log.add(line('quiet', 'three'))
  t.same(heard, ['two'])
})
