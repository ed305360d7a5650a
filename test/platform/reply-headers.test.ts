import t from 'tap'
import { BadReplyError } from '../../template/lua-ts/host/errors.ts'
import { checkStatus, copyHeaders, frameLength } from '../../template/lua-ts/platform/reply-headers.ts'

const copy = (...headers: string[]) => {
  const out: string[] = []
  const announced = copyHeaders(headers, out)
  return { out, announced }
}

t.test('copyHeaders() keeps case, order and duplicates', async (t) => {
  const headers = ['Set-Cookie', 'a=1', 'X-b', '', 'Set-Cookie', 'b=2', 'X-Latin', 'gr\u00fc\u00df']
  t.same(copy(...headers), { out: headers, announced: -1 })
})

t.test('copyHeaders() drops what belongs to the connection, in any case', async (t) => {
  const dropped = ['Connection', 'KEEP-ALIVE', 'te', 'Trailer', 'transfer-encoding', 'Upgrade', 'Proxy-Connection']
  const { out } = copy(...dropped.flatMap((name) => [name, 'x']), 'X-Duration-Seconds', '9', 'Teapot', 'kept')
  t.same(out, ['Teapot', 'kept'])
})

t.test('copyHeaders() takes Content-Length out and gives its number', async (t) => {
  t.same(copy('content-length', '12', 'A', 'b'), { out: ['A', 'b'], announced: 12 })
  t.same(copy('Content-Length', '3', 'CONTENT-LENGTH', '3').announced, 3)
})

for (const value of ['', '-1', '1.5', '0x10', 'abc', '1, 1', '99999999999999999999']) {
  t.test(`copyHeaders() refuses Content-Length when it is "${value}"`, async (t) => {
    t.throws(() => copy('Content-Length', value), BadReplyError)
  })
}

t.test('copyHeaders() refuses two lengths that differ', async (t) => {
  t.throws(
    () => copy('Content-Length', '3', 'Content-Length', '4'),
    new BadReplyError('Cannot send Content-Length twice: got 3 and 4'),
  )
})

for (const name of ['', 'a b', 'a:', 'a\r\n', 'ä', 'a\0']) {
  t.test(`copyHeaders() refuses the name ${JSON.stringify(name)}`, async (t) => {
    t.throws(() => copy(name, 'x'), {
      name: 'BadReplyError',
      message: `Cannot send header ${JSON.stringify(name)}: its name must be letters, digits and dashes`,
    })
  })
}

for (const value of ['a\rb', 'a\nb', 'a\0b', 'a\x1bb', 'a\x7fb', 'a\u20acb']) {
  t.test(`copyHeaders() refuses the value ${JSON.stringify(value)} and names its header`, async (t) => {
    t.throws(() => copy('X-Bad', value), { name: 'BadReplyError', message: /^Cannot send header "X-Bad: a.*b": / })
  })
}

t.test('checkStatus() takes 200 to 599, whole', async (t) => {
  for (const status of [200, 299, 404, 599]) t.doesNotThrow(() => checkStatus(status))
  for (const status of [0, 100, 101, 199, 600, 200.5, Number.NaN, Infinity]) {
    t.throws(() => checkStatus(status), new BadReplyError(`Cannot send status ${status}: expected an integer from 200 to 599`))
  }
})

t.test('frameLength() gives the length that goes on the wire', async (t) => {
  t.equal(frameLength(200, -1, 5, false), 5)
  t.equal(frameLength(200, 5, 5, false), 5)
  t.equal(frameLength(200, 7, -1, false), 7, 'of an answer in pieces, what the handler says')
  t.equal(frameLength(200, -1, -1, false), -1)
  t.equal(frameLength(200, 7, 0, true), 7, 'of an answer to HEAD, what GET would bring')
  t.equal(frameLength(204, 0, 0, false), -1)
  t.equal(frameLength(304, 9, 0, false), 9)
})

t.test('frameLength() refuses a length that is not that of the body', async (t) => {
  t.throws(() => frameLength(200, 4, 5, false), new BadReplyError('Cannot send Content-Length 4: the body has 5 bytes'))
  t.throws(() => frameLength(200, 4, 5, true), BadReplyError)
  t.throws(() => frameLength(304, -1, 5, false), new BadReplyError('Cannot send a body with status 304'))
})
