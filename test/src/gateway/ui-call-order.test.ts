import t from 'tap'
import { readCallOrder } from '../../../src/gateway/ui-call-order.ts'

const order = { name: 'hello', method: 'POST', target: '/a', headers: [['A', 'b']], body: 'aGk=' }
const read = (value: unknown) => readCallOrder(Buffer.from(JSON.stringify(value)))

t.test('readCallOrder() reads an order', async t => {
  t.same(read(order), { ...order, body: Buffer.from('hi') })
})

t.test('readCallOrder() says what is wrong', async t => {
  t.equal(readCallOrder(Buffer.from('{')), 'The order is not JSON')
  t.match(read(null), 'Missing "name"')
  t.match(read({ ...order, name: '../system' }), 'Missing "name"')
  t.match(read({ ...order, method: 1 }), 'Missing "method"')
  t.match(read({ ...order, headers: [['A']] }), '"headers"')
  t.match(read({ ...order, headers: 'A: b' }), '"headers"')
})
