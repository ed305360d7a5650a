import t from 'tap'
import { help, readOptions } from '../../bench/options.ts'

t.test('readOptions() measures several rounds when nothing is asked', async (t) => {
  const options = readOptions([])
  t.match(options, { json: false, help: false })
  t.ok(options.rounds >= 3)
})

t.test('readOptions() warms up as long when it is to be quick', async (t) => {
  const quick = readOptions(['--quick'])
  const { rounds, warmUpSeconds } = readOptions([])
  t.match(quick, { quick: true, rounds: 1, warmUpSeconds })
  t.ok(rounds > quick.rounds)
})

t.test('readOptions() prints JSON when asked', async (t) => {
  t.equal(readOptions(['--json']).json, true)
})

t.test('readOptions() throws for an option that is none', async (t) => {
  t.throws(() => readOptions(['--fast']), /--fast/)
  t.throws(() => readOptions(['fast']), /fast/)
})

t.test('help names every option', async (t) => {
  for (const option of ['--quick', '--json', '--help', 'OF_WATCHDOG']) t.ok(help.includes(option), option)
})
