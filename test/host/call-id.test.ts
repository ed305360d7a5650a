import t from 'tap'
import { callIdOf } from '../../template/lua-ts/host/call-id.ts'

t.test('callIdOf() takes what was sent, or makes an id', async (t) => {
  t.equal(callIdOf('5a3bd9a1'), '5a3bd9a1')
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
  for (const sent of [undefined, '']) t.match(callIdOf(sent), uuid)
  t.not(callIdOf(undefined), callIdOf(undefined))
})

t.test('callIdOf() keeps only the start of a long one', async (t) => {
  t.equal(callIdOf('x'.repeat(1_000_000)), 'x'.repeat(128))
})
