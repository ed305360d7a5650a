import t from 'tap'
import { AnswerReader } from '../../template/lua-ts/platform/answer-reader.ts'
import type { HttpAnswer } from '../../template/lua-ts/platform/answer-reader.ts'

const answers: readonly (readonly [what: string, wire: string, expected: object])[] = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Own:  a b \r\n\r\nhello', { status: 200, headers: { 'content-length': '5', 'x-own': 'a b' }, body: 'hello' }],
  ['no body', 'HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n', { status: 202, body: '' }],
  ['no reason', 'HTTP/1.1 204\r\n\r\n', { status: 204, body: '' }],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, world\r\n!\r\n0\r\n\r\n', { body: 'hello, world\r\n!' }],
  ['trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\nA: b\r\nC: d\r\n\r\n', { body: 'a' }],
  ['an interim answer', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', { status: 200, body: 'x' }],
  ['bytes beyond ASCII', 'HTTP/1.1 200 OK\r\nX-Own: \xc3\xa9\r\nContent-Length: 2\r\n\r\n\xc3\xa9', { headers: { 'x-own': '\xc3\xa9' }, body: '\xc3\xa9' }],
]

const shown = (answer: HttpAnswer | undefined) => answer && { ...answer, headers: { ...answer.headers }, body: answer.body.toString('latin1') }

t.test('AnswerReader reads an answer however it is cut', async (t) => {
  for (const [what, wire, expected] of answers) {
    const bytes = Buffer.from(wire, 'latin1')
    for (let cut = 0; cut < bytes.length; cut++) {
      const reader = new AnswerReader()
      const early = reader.read(bytes.subarray(0, cut))
      if (early) t.fail(`${what}: whole after ${cut} bytes`)
      const found = shown(reader.read(bytes.subarray(cut)))
      if (cut === 0) t.match(found, expected, what)
      else if (JSON.stringify(found) !== JSON.stringify(shown(new AnswerReader().read(bytes)))) t.fail(`${what} cut at ${cut}: ${JSON.stringify(found)}`)
    }
    const single = new AnswerReader()
    const found = [...bytes].map((byte) => single.read(Buffer.from([byte]))).filter((each) => each !== undefined)
    t.equal(found.length, 1)
    t.match(shown(found[0]), expected, `${what} byte by byte`)
  }
})

t.test('AnswerReader reads one answer after the other', async (t) => {
  const reader = new AnswerReader()
  for (const [what, wire, expected] of answers) t.match(shown(reader.read(Buffer.from(wire, 'latin1'))), expected, what)
})

t.test('AnswerReader takes the connection\'s end for that of a body without a length', async (t) => {
  const reader = new AnswerReader()
  t.equal(reader.read(Buffer.from('HTTP/1.1 500 Oops\r\n\r\nall ')), undefined)
  t.equal(reader.read(Buffer.from('of it')), undefined)
  t.match(shown(reader.end()), { status: 500, body: 'all of it' })
  const cut = new AnswerReader()
  cut.read(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'))
  t.equal(cut.end(), undefined)
  t.equal(new AnswerReader().end(), undefined)
})

t.test('AnswerReader refuses what is no answer', async (t) => {
  for (const [wire, message] of [
    ['SSH-2.0-x\r\n\r\n', 'Not an answer of HTTP/1.1: "SSH-2.0-x"'],
    ['HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n', 'Not a length: "many"'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'Not a length: "-1"'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'Not the size of a chunk: "xyz"'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n', 'Not the size of a chunk: "-1"'],
    [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(300_000)}`, 'The head of an answer is too long'],
  ] as const) t.throws(() => new AnswerReader().read(Buffer.from(wire)), { message })
})
