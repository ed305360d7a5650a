import t from 'tap'
import { CommandError, UsageError } from '../../src/command-error.ts'

t.test('CommandError keeps its mistakes apart', async t => {
  const cause = new Error('why')
  const error = new CommandError(['one', 'two'], { cause })
  t.match(error, { name: 'CommandError', message: 'one\ntwo', mistakes: ['one', 'two'], cause })
  t.equal(new UsageError('x').name, 'UsageError')
})
