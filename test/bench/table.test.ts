import t from 'tap'
import { table } from '../../bench/table.ts'

t.test('table() makes each column as wide as its widest text', async (t) => {
  const lines = table(
    [{ title: '', side: 'left' }, { title: 'req/s', side: 'right' }, { title: 'note', side: 'left' }],
    [['bare', '41,000', 'x'], ['of-watchdog', '9', '']],
  )
  t.strictSame(lines, ['              req/s  note', 'bare         41,000  x', 'of-watchdog       9'])
})
