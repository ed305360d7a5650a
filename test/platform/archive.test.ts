import { mkdtempSync, readFileSync, rmSync, statSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { unpack } from '../../template/lua-ts/platform/archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'lua-ts-unpack-'))
t.after(() => rmSync(folder, { recursive: true, force: true }))

/** A tar archive of one file. */
const tar = (name: string, content: string): Buffer => {
  const head = Buffer.alloc(512)
  head.write(name)
  head.write('0000644\0', 100)
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  head.write('0', 156)
  head.write('ustar\0', 257)
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512)
  padded.write(content)
  return Buffer.concat([head, padded])
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

t.test('unpack() keeps content and modes', async (t) => {
  unpack(gzipSync(tar('run.sh', 'text')), folder)
  t.equal(readFileSync(join(folder, 'run.sh'), 'utf8'), 'text')
  t.equal(statSync(join(folder, 'run.sh')).mode & 0o777, 0o644)
})
