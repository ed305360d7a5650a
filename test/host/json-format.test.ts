import t from 'tap'

import { jsonFormat } from '../../template/lua-ts/host/json-format.ts'

const time = '2026-11-23T08:41:26.005Z'
const format = jsonFormat({ now: () => Date.parse(time) })

const read = (line: string | Buffer): unknown => {
  const text = line.toString()
  if (!text.endsWith('\n') || text.indexOf('\n') !== text.length - 1) throw new Error(`Not one line: ${text}`)
  return JSON.parse(text)
}

t.test('jsonFormat() keeps all lines of the host in one message', async (t) => {
  t.strictSame(read(format.host('boom\n\tat x', 'id-1', 'error')), {
    time,
    level: 'error',
    source: 'host',
    call_id: 'id-1',
    message: 'boom\n\tat x',
  })
})

t.test('jsonFormat() leaves out a call id that is not known', async (t) => {
  t.strictSame(read(format.host('hi', undefined, 'info')), { time, level: 'info', source: 'host', message: 'hi' })
  t.strictSame(read(format.output('stdout', 'hi', undefined)), { time, level: 'info', source: 'stdout', message: 'hi' })
})

t.test('jsonFormat() takes stderr for errors', async (t) => {
  t.match(read(format.output('stderr', '"quoted"', 'id')), { level: 'error', source: 'stderr', call_id: 'id', message: '"quoted"' })
})

t.test('jsonFormat() replaces bytes that JSON can not hold', async (t) => {
  t.match(read(format.output('stdout', Buffer.of(0x61, 0xff), undefined)), { message: 'a\ufffd' })
})

t.test('jsonFormat() has the fields of an access line as values', async (t) => {
  const line = { method: 'GET', target: '/a?x="1"', status: 200, bytes: 6, seconds: 0.0061234567, callId: 'id' }
  t.strictSame(read(format.access(line)), {
    time,
    level: 'info',
    source: 'access',
    call_id: 'id',
    message: 'GET /a?x="1" - 200 OK',
    method: 'GET',
    path: '/a?x="1"',
    status: 200,
    bytes: 6,
    seconds: 0.006123,
  })
  for (const status of [500, 504, 0]) t.match(read(format.access({ ...line, status })), { level: 'error' }, String(status))
  t.match(read(format.access({ ...line, status: 499 })), { level: 'info' })
})

t.test('jsonFormat() follows the clock', async (t) => {
  let now = 0
  const moving = jsonFormat({ now: () => now })
  t.match(read(moving.host('a', undefined, 'info')), { time: '1970-01-01T00:00:00.000Z' })
  now = 1
  t.match(read(moving.host('a', undefined, 'info')), { time: '1970-01-01T00:00:00.001Z' })
})
