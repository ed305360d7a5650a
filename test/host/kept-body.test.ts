import t from 'tap'
import { KeptBody } from '../../template/lua-ts/host/kept-body.ts'
import { bodyOf } from '../support/function-call.ts'

const textsOf = (body: KeptBody): string[] => body.pieces.map((piece) => Buffer.from(piece).toString())

t.test('KeptBody passes pieces on and keeps what was read', async (t) => {
  const body = new KeptBody(bodyOf(['one', 'two']), () => true)
  t.equal(body.length, undefined)
  t.same(Buffer.from((await body.read())!), Buffer.from('one'))
  t.same(textsOf(body), ['one'])
  await body.read()
  t.equal(await body.read(), undefined)
  t.same(textsOf(body), ['one', 'two'])
})

t.test('KeptBody takeRest() keeps what is here and waits for nothing', async (t) => {
  const here = new KeptBody(bodyOf('whole'), () => true)
  t.equal(here.length, 5)
  here.takeRest()
  t.same(textsOf(here), ['whole'])
  const later = new KeptBody(bodyOf(['one', 'two']), () => true)
  later.takeRest()
  t.same(textsOf(later), [])
  const broken = new KeptBody({ length: undefined, read: () => Promise.reject(new Error('gone')) }, () => true)
  broken.takeRest()
  await new Promise((resolve) => setImmediate(resolve))
  t.same(textsOf(broken), [])
})

t.test('KeptBody keeps nothing that there is no room for', async (t) => {
  const asked: number[] = []
  const body = new KeptBody(bodyOf('whole'), (bytes) => asked.push(bytes) > 1)
  t.same(Buffer.from((await body.read())!), Buffer.from('whole'), 'it is passed on all the same')
  body.takeRest()
  t.same(textsOf(body), [])
  t.same(asked, [5])
})
