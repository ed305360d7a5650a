import t from 'tap'
import { cpuMs, readStat } from '../../bench/cpu-time.ts'

t.test('readStat() reads group and times when the name holds spaces and brackets', async (t) => {
  const stat = '123 (a (b) c) S 1 77 77 0 -1 4194304 100 0 0 0 150 25 3 4 20 0 11 0 5000 1000 200'
  t.strictSame(readStat(stat), { group: 77, cpuMs: 1750 })
})

t.test('cpuMs() grows while a process of the group works', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  const { readFile } = await import('node:fs/promises')
  const { group } = readStat(await readFile('/proc/self/stat', 'latin1'))
  const before = await cpuMs(group)
  const endMs = performance.now() + 100
  let sum = 0
  while (performance.now() < endMs) sum += Math.sqrt(sum + 1)
  t.ok((await cpuMs(group))! > before!)
})

t.test('cpuMs() is 0 for a group without processes', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  t.equal(await cpuMs(2 ** 30), 0)
})
