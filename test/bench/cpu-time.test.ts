import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { cpuMs, readStat } from '../../bench/cpu-time.ts'

t.test('readStat() reads group and times when the name holds spaces and brackets', async (t) => {
  const stat = '123 (a (b) c) S 1 77 77 0 -1 4194304 100 0 0 0 150 25 3 4 20 0 11 0 5000 1000 200'
  t.strictSame(readStat(stat), { group: 77, cpuMs: 1750 })
})

t.test('cpuMs() grows while a process of the group works', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  // A group of its own: what ends in a group takes its time out of the sum.
  const busy = spawn(process.execPath, ['--eval', 'for (;;);'], { detached: true, stdio: 'ignore' })
  t.after(() => busy.kill('SIGKILL'))
  await once(busy, 'spawn')
  const before = (await cpuMs(busy.pid!)) ?? 0
  const endMs = performance.now() + 10_000
  let grown = false
  while (!grown && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    grown = ((await cpuMs(busy.pid!)) ?? 0) > before
  }
  t.ok(grown)
})

t.test('cpuMs() is 0 for a group without processes', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  t.equal(await cpuMs(2 ** 30), 0)
})
