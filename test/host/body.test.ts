import t from 'tap'
import { collect } from '../../template/lua-ts/host/body.ts'
import type { Body } from '../../template/lua-ts/host/call.ts'
import { AbortedError, BodyTooLargeError } from '../../template/lua-ts/host/errors.ts'
import { bodyOf } from '../support/function-call.ts'

t.test('collect() returns a body that is here at once', async (t) => {
  t.same(collect(bodyOf(undefined), 10), new Uint8Array(0))
  t.same(collect(bodyOf('abc'), 3), new Uint8Array(Buffer.from('abc')))
  const pieces = [Buffer.from('a'), Buffer.from('bc')]
  t.equal(String(collect({ length: 3, read: () => pieces.shift() }, 10)), 'abc')
})

t.test('collect() waits for pieces that come later', async (t) => {
  const found = collect(bodyOf(['one', ' ', 'two']), 7)
  t.ok(found instanceof Promise)
  t.equal(Buffer.from(await found).toString(), 'one two')
  t.equal((await collect(bodyOf([]), 0)).length, 0)
})

t.test('collect() goes from pieces that are here to those that come', async (t) => {
  const pieces: (Uint8Array | Promise<Uint8Array | undefined> | undefined)[] = [
    Buffer.from('a'), Promise.resolve(Buffer.from('b')), Buffer.from('c'), undefined,
  ]
  t.equal(Buffer.from(await collect({ length: undefined, read: () => pieces.shift() }, 3)).toString(), 'abc')
})

t.test('collect() throws BodyTooLargeError beyond the limit, before it reads when the length says so', async (t) => {
  let reads = 0
  const announced: Body = { length: 11, read: () => { reads++; return undefined } }
  t.throws(() => collect(announced, 10), new BodyTooLargeError('Request body is larger than lua_max_body_bytes="10"'))
  t.equal(reads, 0)
  const here = [Buffer.from('12345'), Buffer.from('678')]
  t.throws(() => collect({ length: undefined, read: () => here.shift() }, 7), BodyTooLargeError)
  await t.rejects(async () => collect(bodyOf(['12345', '678']), 7), BodyTooLargeError)
  t.equal((await collect(bodyOf(['12345', '678']), 8)).length, 8)
})

t.test('collect() rejects when the client goes away', async (t) => {
  await t.rejects(async () => collect({ length: undefined, read: () => Promise.reject(new AbortedError('gone')) }, 10), AbortedError)
})
