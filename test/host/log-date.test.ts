import t from 'tap'

import { logDate } from '../../template/lua-ts/host/log-date.ts'

t.test('logDate() writes the local time as Go does', async (t) => {
  const date = new Date(2026, 0, 3, 4, 5, 6, 789)
  t.equal(logDate(() => date.getTime())(), '2026/01/03 04:05:06 ')
})

t.test('logDate() follows the clock when a second has passed', async (t) => {
  let now = new Date(2026, 10, 23, 8, 41, 26, 0).getTime()
  const date = logDate(() => now)
  t.equal(date(), '2026/11/23 08:41:26 ')
  now += 999
  t.equal(date(), '2026/11/23 08:41:26 ')
  now += 1
  t.equal(date(), '2026/11/23 08:41:27 ')
  now -= 1
  t.equal(date(), '2026/11/23 08:41:26 ', 'when the clock was set back, too')
})
