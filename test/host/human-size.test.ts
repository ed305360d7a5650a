import t from 'tap'

import { humanSize } from '../../template/lua-ts/host/human-size.ts'

t.test('humanSize() has four significant digits and decimal units', async (t) => {
  const vectors: readonly (readonly [number, string])[] = [
    [0, '0B'],
    [39, '39B'],
    [999, '999B'],
    [-1, '-1B'],
    [1000, '1kB'],
    [1024, '1.024kB'],
    [1200, '1.2kB'],
    [12345, '12.35kB'],
    [999_940, '999.9kB'],
    [999_960, '1000kB'],
    [1_000_000, '1MB'],
    [1_048_576, '1.049MB'],
    [1_500_000, '1.5MB'],
    [2.5e9, '2.5GB'],
    [1e15, '1PB'],
  ]
  for (const [bytes, text] of vectors) t.equal(humanSize(bytes), text)
})

t.test('humanSize() rounds to the even digit when a size stands in the middle', async (t) => {
  t.equal(humanSize(100_250), '100.2kB')
  t.equal(humanSize(100_750), '100.8kB')
  t.equal(humanSize(10_125), '10.12kB')
  t.equal(humanSize(10_375), '10.38kB')
})
