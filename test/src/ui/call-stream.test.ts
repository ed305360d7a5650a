import t from 'tap'
import { readCall } from '../../../src/ui/call-stream.js'

const read = async (pieces: readonly string[]) => {
  const got: unknown[] = []
  const stream = (async function* () {
    for (const piece of pieces) yield Buffer.from(piece)
  })()
  await readCall(stream, { head: head => got.push(head), piece: piece => got.push(Buffer.from(piece).toString()) })
  return got
}

t.test('readCall() reads the head, however it is cut, and then the pieces as they are', async t => {
  const head = { status: 200, reason: 'OK', headers: [['A', 'ü']] }
  const line = `${JSON.stringify(head)}\n`
  t.same(await read([line]), [head])
  t.same(await read([`${line}a\nb`, 'c']), [head, 'a\nb', 'c'])
  t.same(await read([...line, 'one']), [head, 'one'], 'byte by byte')
})

t.test('readCall() throws what the gateway could not do', async t => {
  await t.rejects(read(['{"error":"Invalid method"}\n']), { message: 'Invalid method' })
})
