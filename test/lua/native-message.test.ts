import t from 'tap'
import { nativeMessage } from '../../template/lua-ts/lua/native-message.ts'

/** What Node.js itself throws. */
const thrownBy = (work: () => unknown): Error => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not throw')
}

t.test('nativeMessage() has Lua\'s words for a stack and for memory that are used up', async (t) => {
  const deep = (): number => 1 + deep()
  t.equal(nativeMessage(thrownBy(deep)), 'stack overflow')
  for (const work of [() => 'x'.repeat(2 ** 30), () => new Uint8Array(2 ** 53), () => Buffer.alloc(2 ** 53), () => Array.from({ length: 2 ** 40 })]) {
    t.equal(nativeMessage(thrownBy(work)), 'not enough memory', String(work))
  }
})

t.test('nativeMessage() leaves other messages as they are', async (t) => {
  t.equal(nativeMessage(new Error('call stack size')), 'call stack size', 'an error that is no RangeError')
  t.equal(nativeMessage(thrownBy(() => 'x'.repeat(-1))), 'Invalid count value: -1')
  t.equal(nativeMessage(new RangeError('Cannot read the archive: it is cut')), 'Cannot read the archive: it is cut')
})
