import t from 'tap'
import { comparable } from '../../../src/replay/comparable.ts'

t.test('comparable() makes equal what differs only in the order of pairs', async (t) => {
  t.same(comparable('{"a":1,"b":2}'), comparable('{"b":2,"a":1}'))
  t.same(comparable({ fields: { headers: ['A', '1', 'B', '2'] } }), comparable({ fields: { headers: ['B', '2', 'A', '1'] } }))
})

t.test('comparable() leaves other values different', async (t) => {
  for (const [a, b] of [['a', 'b'], ['{"a":1}', '{"a":2}'], ['{not json', '{not JSON'], [['a', 'b'], ['b', 'a']], [1, '1'], [null, false], [['A', '1', 'B', '2'], ['A', '2', 'B', '1']]]) {
    t.strictNotSame(comparable(a), comparable(b), JSON.stringify([a, b]))
  }
  t.same(comparable([null, true, 1.5, 'x']), [null, true, 1.5, 'x'])
})
