import t from 'tap'
import { fprocess } from '../../bench/command.ts'

t.test('fprocess() writes words with single spaces between, variables first', async (t) => {
  const command = { file: 'node', args: ['index.js', '8080'], env: { port: '1', TMPDIR: '/tmp/x' } }
  t.equal(fprocess(command), 'env port=1 TMPDIR=/tmp/x node index.js 8080')
})
