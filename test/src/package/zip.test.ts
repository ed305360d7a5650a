import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { zip } from '../../../src/package/zip.ts'
import { unzip } from '../../../template/lua-ts/platform/unzip.ts'

const files = [
  { path: 'lib/names.lua', content: Buffer.from('return {}\n'.repeat(100)), mode: 0o644 },
  { path: 'bootstrap', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  { path: 'empty', content: Buffer.alloc(0), mode: 0o644 },
  { path: 'bytes ☃.bin', content: Buffer.from(Array.from({ length: 256 }, (_, i) => i)), mode: 0o600 },
]

t.test('zip() gives the same bytes for the same files in any order', async t => {
  t.ok(zip(files).equals(zip(files.toReversed())))
  t.equal(unzip(zip([])).length, 0)
})

t.test('zip() keeps content, names and permissions', async t => {
  const found = unzip(zip(files))
  t.same(found.map(({ path }) => path), ['bootstrap', 'bytes ☃.bin', 'empty', 'lib/names.lua'])
  for (const file of files) t.same(found.find(({ path }) => path === file.path), file)
})

t.test('zip() writes what the system\'s own program reads', async t => {
  const archive = join(t.testdir({}), 'a.zip')
  writeFileSync(archive, zip(files))
  t.match(execFileSync('unzip', ['-t', archive], { encoding: 'utf8' }), 'No errors detected')
  t.match(execFileSync('unzip', ['-Z', archive, 'bootstrap'], { encoding: 'utf8' }), /^-rwxr-xr-x .* unx .* 80-Jan-01 00:00 bootstrap/m)
})
