import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withoutSymbols } from '../../../src/package/without-symbols.ts'

t.test('withoutSymbols() makes a program shorter that still runs', async t => {
  const whole = readFileSync(process.execPath)
  const short = withoutSymbols(whole)
  if (process.platform !== 'linux') {
    t.equal(short, whole)
    return
  }
  t.ok(short.length < whole.length * 0.95, `${short.length} of ${whole.length} bytes`)
  const file = join(t.testdir(), 'node')
  writeFileSync(file, short, { mode: 0o755 })
  t.equal(execFileSync(file, ['-p', 'process.version'], { encoding: 'utf8' }).trim(), process.version)
  t.ok(withoutSymbols(short).equals(short), 'a second time it takes nothing')
})

t.test('withoutSymbols() leaves other files alone', async t => {
  for (const text of ['', '#!/bin/sh\n', '\x7fELF', `\x7fELF\x01\x01${'x'.repeat(100)}`]) {
    const bytes = Buffer.from(text)
    t.equal(withoutSymbols(bytes), bytes)
  }
})
