import { mkdtempSync, readFileSync, rmSync, statSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { unpack } from '../../template/lua-ts/platform/archive.ts'
import { untar } from '../../template/lua-ts/platform/untar.ts'
import { unzip } from '../../template/lua-ts/platform/unzip.ts'

const folder = mkdtempSync(join(tmpdir(), 'lua-ts-unpack-'))
t.after(() => rmSync(folder, { recursive: true, force: true }))

/** A tar archive of one file, with the given fields. */
const tar = (name: string, content: string, { kind = '0', before = Buffer.alloc(0) }: { kind?: string; before?: Buffer } = {}): Buffer => {
  const head = Buffer.alloc(512)
  head.write(name)
  head.write('0000644\0', 100)
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  head.write(kind, 156)
  head.write('ustar\0', 257)
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512)
  padded.write(content)
  return Buffer.concat([before, head, padded])
}

t.test('unpack() takes no file out of the folder', async (t) => {
  for (const name of ['../out.lua', '/tmp/lua-ts-out.lua', 'a/../../out.lua']) {
    t.throws(() => unpack(gzipSync(tar(name, 'x')), folder), /outside of the archive's folder/, name)
  }
  t.notOk(existsSync(join(folder, '../out.lua')))
})

t.test('unpack() refuses what is no archive', async (t) => {
  t.throws(() => unpack(Buffer.from('print("hello")'), folder), /expected ZIP or tar\.gz/)
  t.throws(() => unpack(Buffer.from('PK\x03\x04 and nothing else'), folder), /Cannot read the ZIP archive/)
  t.throws(() => unpack(Buffer.from([0x1f, 0x8b, 8, 0, 1]), folder))
})

t.test('untar() knows long names, modes and empty archives', async (t) => {
  const long = `${'d/'.repeat(80)}handler.lua`
  t.match(untar(tar('short', 'text', { before: tar('././@LongLink', `${long}\0`, { kind: 'L' }) })), [{ path: long, mode: 0o644, content: Buffer.from('text') }])
  t.match(untar(tar('short', 'text', { before: tar('pax', '20 path=from-pax.lua\n', { kind: 'x' }) })), [{ path: 'from-pax.lua' }])
  t.same(untar(Buffer.alloc(1024)), [])
  t.throws(() => untar(tar('a', 'x'.repeat(2000)).subarray(0, 1024)), /it is cut/)
  unpack(gzipSync(tar('run.sh', 'text')), folder)
  t.equal(readFileSync(join(folder, 'run.sh'), 'utf8'), 'text')
  t.equal(statSync(join(folder, 'run.sh')).mode & 0o777, 0o644)
})

t.test('unzip() refuses an archive whose list is broken', async (t) => {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  t.same(unzip(end), [])
  end.writeUInt16LE(1, 10)
  t.throws(() => unzip(Buffer.concat([Buffer.alloc(46), end])), /its list of files is broken/)
})
