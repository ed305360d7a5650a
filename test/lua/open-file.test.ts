import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { OpenFile } from '../../template/lua-ts/lua/open-file.ts'

const fileOf = (t: { testdir(): string }, text: string): string => {
  const path = join(t.testdir(), 'file')
  writeFileSync(path, text)
  return path
}

t.test('OpenFile reads lines that are longer than what is read at once', async (t) => {
  const long = 'x'.repeat(200_000)
  const file = new OpenFile(fileOf(t, `${long}\n${long}`), 'r')
  t.equal(file.readLine(false)?.length, long.length)
  t.equal(file.readLine(true)?.length, long.length)
  t.equal(file.readLine(false), undefined)
  file.close()
})

t.test('OpenFile writes where it stands, whatever was read ahead', async (t) => {
  const path = fileOf(t, 'one two three')
  const file = new OpenFile(path, 'r+')
  t.equal(file.read(4)?.toString(), 'one ')
  file.write(Buffer.from('TWO'))
  t.equal(file.readAll().toString(), ' three')
  t.equal(file.seek('set', 4), 4)
  t.equal(file.read(3)?.toString(), 'TWO')
  t.throws(() => file.seek('set', -1), { code: 'EINVAL' })
  file.close()
})

t.test('OpenFile refuses modes that Lua does not have', async (t) => {
  for (const mode of ['', 'x', 'rw', 'rbb', 'br', 'r+x']) t.throws(() => new OpenFile('/dev/null', mode), RangeError, mode)
})

t.test('OpenFile closes once', async (t) => {
  const file = new OpenFile(fileOf(t, ''), 'r')
  file.close()
  file.close()
  t.ok(file.closed)
})
