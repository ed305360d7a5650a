import t from 'tap'
import { parseAnswer } from './answer.ts'
import { mismatches } from './mismatches.ts'

interface Row {
  readonly name: string
  readonly bytes: string
  readonly bodyless?: boolean
  readonly ended?: boolean
  readonly expect: unknown
}

const rows: readonly Row[] = [
  { name: 'half a head', bytes: 'HTTP/1.1 200 OK\r\nA: b\r\n', expect: undefined },
  {
    name: 'a body with its length, and bytes of the next answer',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOKHTTP',
    expect: { status: 200, headers: { 'content-length': '2' }, body: 'OK', complete: true, bytes: 40 },
  },
  { name: 'a body that is cut', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nOK', ended: true, expect: { body: 'OK', complete: false } },
  {
    name: 'chunks',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\nmore',
    expect: { body: 'abc', complete: true, bytes: 69 },
  },
  {
    name: 'chunks without the last one',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n5\r\nc',
    ended: true,
    expect: { body: 'abc', complete: false },
  },
  { name: 'a body until the end of the connection', bytes: 'HTTP/1.0 200 OK\r\n\r\nab', ended: true, expect: { body: 'ab', complete: true } },
  { name: 'such a body while the connection is open', bytes: 'HTTP/1.0 200 OK\r\n\r\nab', expect: { body: 'ab', complete: false } },
  { name: 'an answer to HEAD', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', bodyless: true, expect: { body: '', complete: true } },
  { name: 'a status without a body', bytes: 'HTTP/1.1 204 No Content\r\n\r\n', expect: { status: 204, complete: true } },
  {
    name: 'an interim answer before it',
    bytes: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    expect: { interim: [100], status: 200, complete: true, bytes: 63 },
  },
  {
    name: 'a header that comes twice',
    bytes: 'HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nContent-Length: 0\r\n\r\n',
    expect: { headers: { a: ['1', '2'], 'content-length': '0' } },
  },
  { name: 'something else', bytes: 'SSH-2.0-x\r\n\r\n', expect: { status: 0 } },
]

t.test('parseAnswer() reads every framing of HTTP/1', async (t) => {
  for (const { name, bytes, bodyless = false, ended = false, expect } of rows) {
    t.strictSame(mismatches(parseAnswer(Buffer.from(bytes, 'latin1'), bodyless, ended), expect), [], name)
  }
})
