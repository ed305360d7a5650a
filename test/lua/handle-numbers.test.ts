import t from 'tap'
import { HandleNumbers } from '../../template/lua-ts/lua/handle-numbers.ts'

t.test('HandleNumbers counts on from those that were there before', async (t) => {
  const [a, b, c] = [{}, {}, {}]
  const earlier = new HandleNumbers()
  t.same([earlier.of(a), earlier.add(a), earlier.of(a)], [0, 1, 1])
  const later = new HandleNumbers(earlier)
  t.same([later.of(a), later.add(b), later.of(b), earlier.of(b)], [1, 2, 2, 0])
  t.equal(later.add(b), 3, 'another thing at the same address')
  t.same([later.add(c, 9), later.of(c)], [9, 9], 'a number that is known already')
})
