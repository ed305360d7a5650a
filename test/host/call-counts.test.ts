import t from 'tap'

import { bucketOf, callCounts, soundSeconds } from '../../template/lua-ts/host/call-counts.ts'

const labelsOf = (calls: readonly (readonly [method: string, code: number])[]): string[] => {
  const counts = callCounts([1])
  for (const [method, code] of calls) counts.add(method, code, 0)
  return counts.series().map(({ code, method, count }) => `${code} ${method} ${count}`)
}

t.test('callCounts() counts by status and method, sorted', async (t) => {
  const calls = [
    ['POST', 500],
    ['GET', 200],
    ['POST', 200],
    ['GET', 200],
  ] as const
  t.same(labelsOf(calls), ['200 get 2', '200 post 1', '500 post 1'])
})

t.test('callCounts() has the methods of promhttp, in capitals or small letters', async (t) => {
  for (const name of ['GET', 'PUT', 'HEAD', 'POST', 'DELETE', 'CONNECT', 'OPTIONS', 'NOTIFY', 'TRACE', 'PATCH']) {
    const small = name.toLowerCase()
    t.same(labelsOf([[name, 200], [small, 200]]), [`200 ${small} 2`])
  }
  t.same(labelsOf([['PURGE', 200], ['Get', 200], ['unknown', 200], ['', 200]]), ['200 unknown 4'])
})

t.test('callCounts() takes a status outside 100 to 599 for unknown', async (t) => {
  t.same(labelsOf([['GET', 100], ['GET', 599]]), ['100 get 1', '599 get 1'])
  t.same(labelsOf([['GET', 0], ['GET', 99], ['GET', 600], ['GET', -1], ['GET', Number.NaN]]), ['unknown get 5'])
  t.same(labelsOf([['POST', 0], ['GET', 200]]), ['200 get 1', 'unknown post 1'], 'which comes last')
})

t.test('callCounts() adds up seconds and puts them in buckets', async (t) => {
  const counts = callCounts([0.1, 1])
  for (const seconds of [0.05, 0.1, 0.5, 2]) counts.add('GET', 200, seconds)
  t.match(counts.series(), [{ count: 4, sumSeconds: 2.65, buckets: [2, 1, 1] }])
})

t.test('bucketOf() takes a bound for part of its bucket', async (t) => {
  t.equal(bucketOf([1, 2], 0), 0)
  t.equal(bucketOf([1, 2], 1), 0)
  t.equal(bucketOf([1, 2], 1.1), 1)
  t.equal(bucketOf([1, 2], 3), 2)
})

t.test('soundSeconds() takes a time that can not be for 0', async (t) => {
  t.equal(soundSeconds(1.5), 1.5)
  for (const seconds of [-1, Number.NaN, Infinity, -Infinity]) t.equal(soundSeconds(seconds), 0)
})
