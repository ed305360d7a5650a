import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sourcePlaces } from '../../../src/gateway/ui-source-places.ts'

t.test('sourcePlaces() shows the lines around each place, once', async t => {
  const dir = t.testdir({ 'handler.lua': 'one\ntwo\nthree\nfour\nfive\nsix\n', lib: { 'prices.lua': 'local x\n' } })
  const text = 'handler.lua:5: bad\nstack traceback:\n\thandler.lua:5: in f\n\tlib/prices.lua:1: in g\n\t[C]: in ?'
  t.same(sourcePlaces(text, dir), [
    { file: 'handler.lua', line: 5, lines: ['two', 'three', 'four', 'five', 'six', ''].map((content, index) => ({ line: index + 2, text: content })) },
    { file: 'lib/prices.lua', line: 1, lines: [{ line: 1, text: 'local x' }, { line: 2, text: '' }] },
  ])
  t.match(sourcePlaces(`Cannot load "${dir}/handler.lua": handler.lua:1: expected`, dir), [{ file: 'handler.lua', line: 1 }])
})

t.test('sourcePlaces() leaves the folder for nothing, and out what can\'t be shown', async t => {
  const dir = t.testdir({ fn: { 'handler.lua': 'x\n', 'big.lua': 'x'.repeat(1024 * 1024 + 1), 'long.lua': 'y'.repeat(1_000) }, 'secret.lua': 'no\n', fnx: { 'a.lua': 'no' } })
  symlinkSync(join(dir, 'secret.lua'), join(dir, 'fn', 'link.lua'))
  const fn = join(dir, 'fn')
  for (const place of ['../secret.lua:1:', '../fnx/a.lua:1:', `${dir}/secret.lua:1:`, 'link.lua:1:', 'missing.lua:1:', 'big.lua:1:', 'handler.lua:99:', 'handler.lua:0:']) t.same(sourcePlaces(place, fn), [], place)
  t.equal(sourcePlaces('long.lua:1:', fn)[0]?.lines[0]?.text.length, 300)
  t.same(sourcePlaces('handler.lua:1:', join(dir, 'gone')), [])
})

t.test('sourcePlaces() shows six places at most', async t => {
  const dir = t.testdir({})
  writeFileSync(join(dir, 'a.lua'), 'x\n'.repeat(20))
  t.equal(sourcePlaces(Array.from({ length: 20 }, (_, index) => `a.lua:${index + 1}:`).join('\n'), dir).length, 6)
})
