import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import t from 'tap'
import { eachLine } from '../../src/each-line.ts'

const linesOf = async (pieces: readonly Buffer[]): Promise<Buffer[][]> => {
  const stream = new PassThrough()
  const taken: Buffer[][] = []
  eachLine(stream, lines => taken.push(lines))
  for (const piece of pieces) {
    stream.write(piece)
    await new Promise(setImmediate)
  }
  stream.end()
  await finished(stream)
  return taken
}

t.test('eachLine() gives whole lines, however they arrive', async t => {
  const taken = await linesOf(['one\ntw', 'o\n\nthr', 'ee'].map(text => Buffer.from(text)))
  t.same(taken.map(lines => lines.map(String)), [['one'], ['two', ''], ['three']])
})

t.test('eachLine() passes bytes on unchanged and cuts an endless line', async t => {
  const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x0a])
  const [[line] = []] = await linesOf([bytes])
  t.same(line, bytes.subarray(0, 3))
  const taken = await linesOf([Buffer.alloc(2 * 1024 * 1024, 'x')])
  t.equal(taken.flat().reduce((sum, { length }) => sum + length, 0), 2 * 1024 * 1024)
})
