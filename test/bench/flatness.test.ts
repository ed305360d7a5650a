import t from 'tap'
import { growth } from '../../bench/flatness.ts'

const points = (...rss: readonly number[]) => rss.map((bytes, i) => ({ requests: 10 * i, rss: bytes, heapUsed: 1, external: 1 }))

t.test('growth() compares with the first point that counts', async (t) => {
  t.equal(growth(points(1, 50, 100, 90, 110, 105), 20), 110 / 100 - 1)
})

t.test('growth() is negative when memory only fell', async (t) => {
  t.equal(growth(points(100, 50, 25), 0), -0.5)
})

t.test('growth() is no number when there is nothing to compare', async (t) => {
  t.ok(Number.isNaN(growth(points(100, 80), 10)))
  t.ok(Number.isNaN(growth([], 0)))
})
