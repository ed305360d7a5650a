import cluster from 'node:cluster'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { WorkerNews } from '../../template/lua-ts/platform/worker-messages.ts'
import { workerPlaces } from '../../template/lua-ts/platform/worker-places.ts'
import { eventually } from './served.ts'

/** Places whose workers run `program`. */
const placesFor = (t: Test, program: string) => {
  cluster.setupPrimary({ exec: join(t.testdir({ 'worker.js': program }), 'worker.js'), args: [], execArgv: [] })
  const [lines, heard, left]: [string[], WorkerNews[], string[]] = [[], [], []]
  const places = workerPlaces({
    count: 2,
    log: { host: (text) => void lines.push(text) },
    heard: (_from, news) => void heard.push(news),
    left: (_worker, how, clean) => void left.push(`${how} ${clean}`),
  })
  t.teardown(async () => {
    places.keepNone()
    for (const worker of places.all) worker.kill()
    await eventually('the end of all', () => places.all.size === 0)
  })
  return { places, lines, heard, left }
}

t.test('workerPlaces() starts its workers and passes on what they say', async (t) => {
  const program = `process.send({ kind: 'serving' }); process.on('message', ({ kind }) => kind === 'end' && process.exit(0))`
  const { places, lines, heard, left } = placesFor(t, program)
  places.start()
  await eventually('their news', () => heard.length === 2)
  t.same([...places.all].map(({ serving }) => serving), [true, true])
  for (const worker of places.all) worker.tell({ kind: 'end' })
  await eventually('their end', () => left.length === 2)
  t.same(left, ['ended with exit status 0 true', 'ended with exit status 0 true'])
  t.same(lines, [], 'nobody said that they shall be replaced')
})

t.test('workerPlaces() replaces at once what dies, and later and later what keeps dying young', async (t) => {
  const { places, lines, left } = placesFor(t, 'process.exit(3)')
  places.keep()
  places.start()
  await eventually('some ends', () => left.length >= 6)
  const waits = lines.map((line) => /^Worker \d+ \(process \d+\) ended with exit status 3; starting another(.*)$/.exec(line)?.[1])
  t.same(waits.slice(0, 2), ['', ''])
  t.same(waits.slice(2, 4), [' in 100ms', ' in 100ms'])
  t.ok(waits.includes(' in 200ms'))
})
