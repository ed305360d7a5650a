import t from 'tap'
import { wholeBody } from '../../template/lua-ts/platform/whole-body.ts'

t.test('wholeBody() is read once', async (t) => {
  const body = wholeBody(Buffer.from('abc'))
  t.equal(body.length, 3)
  t.same(body.read(), Buffer.from('abc'))
  t.equal(body.read(), undefined)
  t.equal(wholeBody(new Uint8Array(0)).read(), undefined)
})
