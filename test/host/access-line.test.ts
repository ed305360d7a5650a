import t from 'tap'

import { accessLine, statusLine } from '../../template/lua-ts/host/access-line.ts'
import type { AccessLine } from '../../template/lua-ts/host/log.ts'

const line: AccessLine = {
  method: 'POST',
  target: '/a/b?x=1',
  status: 200,
  bytes: 282,
  seconds: 0.02812,
  callId: 'abc-1',
}

t.test('accessLine() is the line of of-watchdog', async (t) => {
  t.equal(accessLine(line, { callId: false }), 'POST /a/b?x=1 - 200 OK - ContentLength: 282B (0.0281s)')
  t.equal(
    accessLine({ ...line, status: 404, bytes: 1500, seconds: 12 }, { callId: false }),
    'POST /a/b?x=1 - 404 Not Found - ContentLength: 1.5kB (12.0000s)',
  )
})

t.test('accessLine() ends in the call id when it is asked for', async (t) => {
  t.match(accessLine(line, { callId: true }), /\(0\.0281s\) \[abc-1\]$/)
  t.match(accessLine({ ...line, callId: '' }, { callId: true }), /\(0\.0281s\) \[none\]$/)
})

t.test('accessLine() stays one line when the target holds control characters', async (t) => {
  const text = accessLine({ ...line, target: '/a\r\nGET /\x7f\x1b', callId: 'a\nb' }, { callId: true })
  t.equal(text, 'POST /a\\x0d\\x0aGET /\\x7f\\x1b - 200 OK - ContentLength: 282B (0.0281s) [a\\x0ab]')
})

t.test('statusLine() names what HTTP names', async (t) => {
  t.equal(statusLine(504), '504 Gateway Timeout')
  t.equal(statusLine(299), '299')
  t.equal(statusLine(0), '0 No Answer')
})
