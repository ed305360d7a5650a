import { execFileSync } from 'node:child_process'
import t from 'tap'
import { untar } from '../../template/lua-ts/platform/untar.ts'

/** A tar archive of one file, with the given fields. */
const tar = (name: string, content: string, { kind = '0', mode = '0000644', size = content.length.toString(8).padStart(11, '0') } = {}): Buffer => {
  const head = Buffer.alloc(512)
  head.write(name)
  head.write(mode, 100)
  head.write(size, 124)
  head.write(kind, 156)
  head.write('ustar\0', 257)
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512)
  padded.write(content)
  return Buffer.concat([head, padded])
}

t.test('untar() reads what tar writes, in each of its formats', async (t) => {
  const [folder, name] = ['d'.repeat(60), `${'n'.repeat(80)}.lua`]
  const dir = t.testdir({ 'a.lua': 'return 1', empty: '', link: t.fixture('symlink', 'a.lua'), [folder]: { [name]: 'x'.repeat(1000) } })
  for (const format of ['gnu', 'oldgnu', 'ustar', 'pax']) {
    const archive = execFileSync('tar', [`--format=${format}`, '--mode=0640', '--sort=name', '-C', dir, '-cf', '-', 'a.lua', 'empty', 'link', folder])
    t.same(
      untar(archive).map(({ path, mode, content }) => [path, mode, content.toString()]),
      [['a.lua', 0o640, 'return 1'], ['empty', 0o640, ''], [`${folder}/${name}`, 0o640, 'x'.repeat(1000)]],
      `${format}: files alone, without folders and links`,
    )
  }
})

t.test('untar() gives a long name to the file that follows, and to no other', async (t) => {
  const long = `${'d/'.repeat(80)}handler.lua`
  const paths = (...parts: Buffer[]) => untar(Buffer.concat(parts)).map(({ path }) => path)
  t.same(paths(tar('././@LongLink', `${long}\0`, { kind: 'L' }), tar('short', 'x'), tar('next', 'x')), [long, 'next'])
  t.same(paths(tar('pax', '20 path=from-pax.lua\n', { kind: 'x' }), tar('short', 'x'), tar('next', 'x')), ['from-pax.lua', 'next'])
  t.same(paths(tar('pax', '18 mtime=123.4567\n', { kind: 'x' }), tar('short', 'x')), ['short'], 'a header that says nothing of names')
  t.same(paths(tar('././@LongLink', `${long}\0`, { kind: 'L' }), tar('link', '', { kind: '2' }), tar('next', 'x')), ['next'], 'a link takes its name with it')
})

t.test('untar() ends at the first empty block', async (t) => {
  t.same(untar(Buffer.alloc(0)), [])
  t.same(untar(Buffer.alloc(1024)), [])
  t.match(untar(Buffer.concat([tar('a', 'x'), Buffer.alloc(1024), tar('b', 'x')])), [{ path: 'a' }])
})

t.test('untar() takes a mode that is no number for none', async (t) => {
  t.match(untar(tar('a', 'x', { mode: 'rw-r--r' })), [{ mode: 0 }])
  t.match(untar(tar('a', 'x', { mode: '0004755' })), [{ mode: 0o755 }], 'and no bits beyond permissions')
})

t.test('untar() refuses an archive that is cut or has a size that is none', async (t) => {
  const cut = { name: 'RangeError', message: 'Cannot read the tar archive: it is cut' }
  t.throws(() => untar(tar('a', 'x'.repeat(2000)).subarray(0, 1024)), cut)
  t.throws(() => untar(tar('a', 'x', { size: '77777777777' })), cut)
  t.throws(() => untar(tar('a', 'x', { size: 'large' })), cut)
  t.throws(() => untar(tar('a', 'x', { size: '-1' })), cut)
})
