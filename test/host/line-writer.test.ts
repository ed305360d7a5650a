import { setTimeout as delay } from 'node:timers/promises'

import t from 'tap'

import { lineWriter } from '../../template/lua-ts/host/line-writer.ts'
import type { LineWriter, WriteBytes } from '../../template/lua-ts/host/line-writer.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

/** A reader that takes `room` bytes and then answers EAGAIN, or fails with `fails`. */
class Reader {
  room = Infinity
  fails: string | undefined
  calls = 0
  #taken: Buffer[] = []

  readonly write: WriteBytes = (_fd, bytes, offset, length) => {
    this.calls += 1
    if (this.fails !== undefined) throw failure(this.fails)
    if (this.room === 0) throw failure('EAGAIN')
    const taken = Math.min(length, this.room)
    this.room -= taken
    this.#taken.push(Buffer.from(bytes.subarray(offset, offset + taken)))
    return taken
  }

  get text(): string {
    return Buffer.concat(this.#taken).toString()
  }

  async has(text: string): Promise<void> {
    const until = Date.now() + 10_000
    while (this.text !== text && Date.now() < until) await delay(1)
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const writerTo = (reader: Reader, options: { maxWaitingBytes?: number; maxWriteBytes?: number; flushWaitMs?: number } = {}): LineWriter =>
  lineWriter({ fd: 1, write: reader.write, dropped: (count) => `dropped ${count}\n`, ...options })

t.test('lineWriter() writes the lines of one turn with one call', async (t) => {
  const reader = new Reader()
  const writer = writerTo(reader)
  for (let i = 0; i < 100; i++) writer.add(`${i}\n`)
  writer.add(Buffer.from('bytes\n'))
  t.equal(reader.calls, 0)
  await turn()
  t.equal(reader.calls, 1)
  t.equal(reader.text, `${Array.from({ length: 100 }, (_, i) => `${i}\n`).join('')}bytes\n`)
  writer.add('later\n')
  await turn()
  t.equal(reader.calls, 2)
})

t.test('lineWriter() keeps order and bytes when the reader takes little at a time', async (t) => {
  const reader = new Reader()
  reader.room = 3
  const writer = writerTo(reader)
  writer.add('first ü\n')
  await turn()
  t.equal(reader.text, 'fir')
  writer.add('second\n')
  const more = setInterval(() => {
    reader.room = 2
  }, 1)
  await reader.has('first ü\nsecond\n')
  clearInterval(more)
  t.equal(reader.text, 'first ü\nsecond\n')
})

t.test('lineWriter() tries again when a signal interrupts it', async (t) => {
  const reader = new Reader()
  let interrupted = false
  const write: WriteBytes = (...args) => {
    if (interrupted) return reader.write(...args)
    interrupted = true
    throw failure('EINTR')
  }
  lineWriter({ fd: 1, write, dropped: String }).add('a\n')
  await turn()
  t.equal(reader.text, 'a\n')
})

t.test('lineWriter() tries again later when nothing was written', async (t) => {
  const reader = new Reader()
  let calls = 0
  const write: WriteBytes = (...args) => (calls++ === 0 ? 0 : reader.write(...args))
  lineWriter({ fd: 1, write, dropped: String }).add('a\n')
  await reader.has('a\n')
  t.equal(reader.text, 'a\n')
})

t.test('lineWriter() drops lines when too much waits, and says how many in their place', async (t) => {
  const reader = new Reader()
  reader.room = 0
  const writer = writerTo(reader, { maxWaitingBytes: 10 })
  for (const line of ['12345\n', '67890\n', 'lost\n', 'lost too\n']) writer.add(line)
  await turn()
  writer.add('lost as well\n')
  reader.room = Infinity
  writer.flush()
  writer.add('seen\n')
  writer.flush()
  t.equal(reader.text, '12345\n67890\ndropped 3\nseen\n')
})

t.test('lineWriter() takes lines again when half of what waited is gone', async (t) => {
  const reader = new Reader()
  reader.room = 0
  const writer = writerTo(reader, { maxWaitingBytes: 10, flushWaitMs: 0 })
  for (const line of ['12345\n', '67890\n', 'lost\n']) writer.add(line)
  reader.room = 4
  writer.flush()
  writer.add('still lost\n')
  reader.room = 4
  writer.flush()
  writer.add('seen\n')
  reader.room = Infinity
  writer.flush()
  t.equal(reader.text, '12345\n67890\ndropped 2\nseen\n')
})

t.test('lineWriter() drops quietly when the reader is gone', async (t) => {
  const reader = new Reader()
  reader.fails = 'EPIPE'
  const writer = writerTo(reader)
  writer.add('a\n')
  writer.add('b\n')
  await turn()
  writer.add('c\n')
  t.doesNotThrow(() => writer.flush())
  t.equal(reader.text, '')
  const { calls } = reader
  await delay(20)
  t.equal(reader.calls, calls, 'and does not try for ever')
  reader.fails = undefined
  writer.add('d\n')
  writer.flush()
  t.equal(reader.text, 'dropped 3\nd\n', 'but says so when it works again')
})

t.test('flush() writes at once', async (t) => {
  const reader = new Reader()
  const writer = writerTo(reader)
  writer.add('a\n')
  writer.flush()
  t.equal(reader.text, 'a\n')
  await turn()
  t.equal(reader.calls, 1)
})

t.test('flush() waits for a slow reader, but not for ever', async (t) => {
  const slow = new Reader()
  let calls = 0
  const write: WriteBytes = (...args) => {
    calls += 1
    slow.room = calls % 2
    return slow.write(...args)
  }
  const writer = lineWriter({ fd: 1, write, dropped: String })
  writer.add('abc\n')
  writer.flush()
  t.equal(slow.text, 'abc\n')

  const stuck = new Reader()
  stuck.room = 0
  const stopped = writerTo(stuck, { flushWaitMs: 30 })
  stopped.add('abc\n')
  stopped.flush()
  t.equal(stuck.text, '')
  stuck.room = Infinity
  await stuck.has('abc\n')
  t.equal(stuck.text, 'abc\n', 'what is left comes when it can')
})

t.test('lineWriter() writes whole lines of at most maxWriteBytes at once, and a longer one alone', async (t) => {
  const writes: string[] = []
  const write: WriteBytes = (_fd, bytes, offset, length) => {
    writes.push(Buffer.from(bytes.subarray(offset, offset + length)).toString())
    return length
  }
  const writer = lineWriter({ fd: 1, write, dropped: () => '', maxWriteBytes: 10 })
  for (const line of ['one\n', 'two\n', 'three\n', 'a longer line\n', 'four\n', 'five\n', 'six\n']) writer.add(line)
  await turn()
  t.same(writes, ['one\ntwo\n', 'three\n', 'a longer line\n', 'four\nfive\n', 'six\n'])
})
