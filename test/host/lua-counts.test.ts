import t from 'tap'

import { luaCounts } from '../../template/lua-ts/host/lua-counts.ts'

t.test('luaCounts() starts with nothing', async (t) => {
  const { numbers } = luaCounts()
  t.match(numbers, { slices: 0, deadlines: 0, handlers: { count: 0, sum: 0 } })
  t.equal(numbers.load, undefined)
  t.equal(numbers.errors.size, 0)
})

t.test('luaCounts() counts what happens in Lua', async (t) => {
  const { counter, numbers } = luaCounts()
  counter.sliced()
  counter.sliced()
  counter.deadline()
  counter.failed('HandlerError')
  counter.failed('HandlerError')
  counter.loaded(0.5, 'fengari', '5.3')
  counter.loaded(0.25, 'wasm', '5.4')
  t.match(numbers, { slices: 2, deadlines: 1, load: { seconds: 0.25, engine: 'wasm', version: '5.4' } })
  t.same([...numbers.errors], [['HandlerError', 2]])
})

t.test('luaCounts() puts each call of a handler into one bucket', async (t) => {
  const { counter, numbers: { handlers } } = luaCounts()
  for (const seconds of [0.0001, 0.00011, 11, Number.NaN]) counter.handled(seconds)
  t.equal(handlers.count, 4)
  t.equal(handlers.buckets.length, handlers.bounds.length + 1)
  t.same([handlers.buckets[0], handlers.buckets[1], handlers.buckets.at(-1)], [2, 1, 1])
})
