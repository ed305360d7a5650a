import t from 'tap'

import { textFormat } from '../../template/lua-ts/host/text-format.ts'

const now = (): number => new Date(2026, 10, 23, 8, 41, 26).getTime()
const date = '2026/11/23 08:41:26 '
const format = textFormat({ prefixLogs: true, logCallId: false, now })

t.test('textFormat() puts the date before lines of the host', async (t) => {
  t.equal(format.host('Listening on port: 8080', undefined, 'info'), `${date}Listening on port: 8080\n`)
})

t.test('textFormat() puts date and call id before every line when the host has several', async (t) => {
  t.equal(format.host('boom $&\n\tat x', 'id-1', 'error'), `${date}[id-1] boom $&\n${date}[id-1] \tat x\n`)
})

t.test('textFormat() names the stream, and the call when it is known', async (t) => {
  t.equal(format.output('stdout', 'text', undefined), `${date}stdout: text\n`)
  t.equal(format.output('stderr', 'text', 'id-1'), `${date}stderr: [id-1] text\n`)
  t.same(format.output('stdout', Buffer.of(0xff), 'id-1'), Buffer.concat([Buffer.from(`${date}stdout: [id-1] `), Buffer.of(0xff, 10)]))
})

t.test('textFormat() adds nothing to output when prefix_logs is off', async (t) => {
  const raw = textFormat({ prefixLogs: false, logCallId: true, now })
  t.equal(raw.output('stdout', 'text', 'id-1'), 'text\n')
  t.same(raw.output('stderr', Buffer.of(0xff), 'id-1'), Buffer.of(0xff, 10))
  t.equal(raw.host('text', undefined, 'info'), `${date}text\n`, 'only to output')
})

t.test('textFormat() has the call id in access lines when log_callid is on', async (t) => {
  const line = { method: 'GET', target: '/', status: 200, bytes: 6, seconds: 0.0061, callId: 'abc-1' }
  const text = `${date}GET / - 200 OK - ContentLength: 6B (0.0061s)`
  t.equal(format.access(line), `${text}\n`)
  t.equal(textFormat({ prefixLogs: true, logCallId: true, now }).access(line), `${text} [abc-1]\n`)
})
