import t from 'tap'
import { MultipartParser } from '../../template/lua-ts/modules/multipart-parser.ts'

/** The parts of a body that comes in pieces of `size` bytes: headers and content. */
const partsOf = (body: string, size: number, boundary = 'b'): [string, string][] => {
  const parser = new MultipartParser(boundary)
  const bytes = Buffer.from(body, 'latin1')
  const parts: [string, string][] = []
  let at = 0
  for (;;) {
    const step = parser.next()
    if (step.kind === 'end') return parts
    if (step.kind === 'part') parts.push([step.headers, ''])
    else if (step.kind === 'data') parts.at(-1)![1] += step.bytes.toString('latin1')
    else if (at >= bytes.length) {
      parser.finish()
      return parts
    } else {
      parser.push(bytes.subarray(at, at + size))
      at += size
    }
  }
}

t.test('MultipartParser gives the same parts whatever the pieces are', async (t) => {
  const body = 'preamble\r\n--b\r\nA: 1\r\nB: 2\r\n\r\none\r\n--bx\r\n-\r\n\r\n--b  \r\nC: 3\r\n\r\n\r\n--b\r\n\r\nno headers\r\n\0\xff\r\n--b--\r\nepilogue'
  const wanted = [['A: 1\r\nB: 2', 'one\r\n--bx\r\n-\r\n'], ['C: 3', ''], ['', 'no headers\r\n\0\xff']]
  for (let size = 1; size <= body.length; size++) t.same(partsOf(body.replace('--bx', '--cx'), size), wanted.map(([head, text]) => [head, text!.replace('--bx', '--cx')]), `${size}`)
  t.same(partsOf('--b\r\n\r\nx\r\n--b--', 3), [['', 'x']])
  t.same(partsOf('--b--', 1), [])
})

t.test('MultipartParser refuses what is no multipart', async (t) => {
  for (const body of ['', 'text', '--b\r\nA: 1\r\n', '--b\r\n\r\ncut', '--b\r\n\r\nx\r\n--b']) t.throws(() => partsOf(body, 7), { name: 'MultipartError', message: /breaks off/ }, body)
  t.throws(() => partsOf('--bother\r\n\r\nx', 7), /followed by something else/)
  t.throws(() => partsOf(`--b\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 1000), /too long/)
  t.throws(() => partsOf('--b\r\n\r\n\r\n'.repeat(1002), 1000), /more than 1000 parts/)
})

t.test('MultipartParser holds back no more than a delimiter', async (t) => {
  const parser = new MultipartParser('b')
  parser.push(Buffer.from('--b\r\n\r\n'))
  t.equal(parser.next().kind, 'part')
  for (let i = 0; i < 10; i++) {
    parser.push(Buffer.alloc(1000, 120))
    const step = parser.next()
    t.ok(step.kind === 'data' && step.bytes.length >= 995)
    t.equal(parser.next().kind, 'more')
  }
})
