import t from 'tap'
import { zip } from '../../src/package/zip.ts'
import { unzip } from '../../template/lua-ts/platform/unzip.ts'

const stored = Buffer.from('a b c')
const deflated = Buffer.from('return {}\n'.repeat(100))

/** An archive of a file that is stored and one that is deflated, after `change` was made to it. */
const archive = (change: (bytes: Buffer, at: { local: number; entry: number; end: number }) => void = () => {}): Buffer => {
  const bytes = zip([{ path: 'a', content: stored, mode: 0o755 }, { path: 'b', content: deflated, mode: 0o644 }])
  change(bytes, { local: bytes.indexOf('PK\x03\x04'), entry: bytes.indexOf('PK\x01\x02'), end: bytes.indexOf('PK\x05\x06') })
  return bytes
}

t.test('unzip() reads stored and deflated files', async (t) => {
  t.same(unzip(archive()), [{ path: 'a', mode: 0o755, content: stored }, { path: 'b', mode: 0o644, content: deflated }])
  t.same(unzip(zip([])), [])
})

t.test('unzip() has no mode where the archive was not made on Unix', async (t) => {
  t.match(unzip(archive((bytes, { entry }) => bytes.writeUInt8(0, entry + 5))), [{ path: 'a', mode: 0 }, { path: 'b', mode: 0o644 }])
})

t.test('unzip() leaves out folders, and finds the end behind a comment', async (t) => {
  t.match(unzip(zip([{ path: 'd/', content: Buffer.alloc(0), mode: 0o755 }, { path: 'd/a', content: stored, mode: 0o644 }])), [{ path: 'd/a' }])
  const comment = Buffer.alloc(0xffff, 'x')
  const commented = archive((bytes, { end }) => bytes.writeUInt16LE(comment.length, end + 20))
  t.equal(unzip(Buffer.concat([commented, comment])).length, 2)
})

t.test('unzip() refuses what is no archive', async (t) => {
  const noEnd = { name: 'RangeError', message: 'Cannot read the ZIP archive: it has no end' }
  for (const bytes of [Buffer.alloc(0), Buffer.from('PK\x03\x04'), Buffer.alloc(70_000), archive().subarray(0, -1)]) t.throws(() => unzip(bytes), noEnd)
})

t.test('unzip() refuses an archive whose list is wrong', async (t) => {
  const refused = (change: Parameters<typeof archive>[0], message: RegExp) => t.throws(() => unzip(archive(change)), { name: 'RangeError', message })
  refused((bytes, { end }) => bytes.writeUInt16LE(3, end + 10), /its list of files is broken/)
  refused((bytes, { end }) => bytes.writeUInt32LE(1, end + 16), /its list of files is broken/)
  refused((bytes, { end }) => bytes.writeUInt32LE(0xfffffff0, end + 16), /out of range/)
  refused((bytes, { entry }) => bytes.writeUInt32LE(1, entry + 42), /a file is not where the list says/)
  refused((bytes, { entry }) => bytes.writeUInt16LE(12, entry + 10), /method 12 is unknown/)
})

t.test('unzip() refuses content that is not what the list says', async (t) => {
  const wrong = { name: 'RangeError', message: 'Cannot read the ZIP archive: "a" is not what the list says' }
  t.throws(() => unzip(archive((bytes, { local }) => bytes.write('A', local + 31))), wrong, 'other bytes')
  t.throws(() => unzip(archive((bytes, { entry }) => bytes.writeUInt32LE(3, entry + 20))), wrong, 'cut')
  t.throws(() => unzip(archive((bytes, { entry }) => bytes.writeUInt32LE(0xffffffff, entry + 20))), wrong, 'longer than the archive')
  const second = (bytes: Buffer, entry: number) => bytes.indexOf('PK\x01\x02', entry + 1)
  const more = archive((bytes, { entry }) => bytes.writeUInt32LE(10, second(bytes, entry) + 24))
  t.throws(() => unzip(more), { name: 'RangeError', message: /larger than 10 bytes/ }, 'no more is unpacked than announced')
})
