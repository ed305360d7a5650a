import t from 'tap'
import { ValueCache } from '../../template/lua-ts/modules/value-cache.ts'

t.test('ValueCache drops what was used longest ago and keeps count of its bytes', async (t) => {
  const cache = new ValueCache(1000)
  for (const key of ['a', 'b', 'c', 'd', 'e']) cache.set(key, 'x'.repeat(100), Infinity)
  t.same(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key) !== undefined), [false, true, true, true, true])
  cache.get('c')
  cache.set('f', 1n, Infinity)
  cache.set('g', 'x'.repeat(200), Infinity)
  t.equal(cache.get('d'), undefined)
  t.ok(cache.get('c'))
  t.ok(cache.bytes <= 1000)
  cache.clear()
  t.same([cache.size, cache.bytes], [0, 0])
})

t.test('ValueCache.set() refuses a value that is too large, and the old one goes', async (t) => {
  const cache = new ValueCache(300)
  t.equal(cache.set('a', 'x', Infinity), true)
  t.equal(cache.set('a', 'x'.repeat(300), Infinity), false)
  t.same([cache.get('a'), cache.bytes, cache.size], [undefined, 0, 0])
})

t.test('ValueCache.update() keeps the time that is left', async (t) => {
  let now = 0
  const cache = new ValueCache(1000, () => now)
  cache.set('a', 1n, 100)
  now = 60
  t.equal(cache.update('a', 2n), true)
  t.equal(cache.get('a'), 2n)
  now = 100
  t.equal(cache.get('a'), undefined)
  t.equal(cache.delete('a'), false)
  t.same([cache.size, cache.bytes], [0, 0])
})

t.test('ValueCache.remember() brings back what was there', async (t) => {
  const cache = new ValueCache(1000)
  cache.set('a', 1n, Infinity)
  const { bytes } = cache
  const restore = cache.remember()
  cache.set('a', 2n, Infinity)
  cache.set('b', 'text', Infinity)
  restore()
  t.same([cache.get('a'), cache.get('b'), cache.size, cache.bytes], [1n, undefined, 1, bytes])
})
