import t from 'tap'
import { readTestCommandOptions } from '../../../src/commands/test-options.ts'

t.test('readTestCommandOptions() passes on what the host takes', async (t) => {
  t.same(readTestCommandOptions(['hello', '--filter', 'a b', '--tags=#x,y', '--timeout', '3', '--engine', 'wasm', '--json']), {
    help: false, file: undefined, targets: ['hello'], engine: 'wasm', report: 'json', chooses: true,
    hostArgs: ['--filter=a b', '--tags=x', '--tags=y', '--timeout=3'],
  })
  t.match(readTestCommandOptions([]), { targets: [], report: 'auto', chooses: false, hostArgs: ['--timeout=10'] })
})

t.test('readTestCommandOptions() refuses wrong values', async (t) => {
  for (const args of [['--engine=lua'], ['--report=x'], ['--timeout=0'], ['--no-such']]) {
    t.throws(() => readTestCommandOptions(args), { name: 'UsageError' }, String(args[0]))
  }
})
