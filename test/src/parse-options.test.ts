import t from 'tap'
import { UsageError } from '../../src/command-error.ts'
import { parseOptions } from '../../src/parse-options.ts'

t.test('parseOptions() reads options and names, and refuses others in one sentence', async t => {
  const { values, positionals } = parseOptions(['a', '--tail', '3'], { tail: { type: 'string' } })
  t.equal(values.tail, '3')
  t.same(positionals, ['a'])
  t.throws(() => parseOptions(['--wat'], {}), UsageError)
  t.throws(() => parseOptions(['--wat'], {}), { message: 'Unknown option "--wat"' })
})
