import t from 'tap'
import { readTestOptions } from '../../template/lua-ts/testing/test-options.ts'

t.test('readTestOptions() reads a folder, files and options', async (t) => {
  t.same(readTestOptions([]), { folder: undefined, files: [], filter: [], filterOut: [], tags: [], excludeTags: [], timeoutSeconds: 10, report: 'auto' })
  t.same(readTestOptions(['hello', 'a_test.lua', '--filter=x', '--filter', 'y', '--tags=#slow,fast', '--exclude-tags', 'net', '--timeout=0.5', '--report=tap']), {
    folder: 'hello', files: ['a_test.lua'], filter: ['x', 'y'], filterOut: [], tags: ['slow', 'fast'], excludeTags: ['net'], timeoutSeconds: 0.5, report: 'tap',
  })
})

t.test('readTestOptions() refuses what it does not know', async (t) => {
  for (const [args, message] of [
    [['--timeout=never'], /Bad --timeout "never": give seconds/],
    [['--timeout=0'], /Bad --timeout "0"/],
    [['--report=html'], /Bad --report "html": use tap, text or json/],
    [['--unknown'], /--unknown/],
  ] as const) t.throws(() => readTestOptions(args), { name: 'ConfigError', message })
})
