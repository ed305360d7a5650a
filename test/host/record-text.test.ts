import t from 'tap'
import { log } from '../../template/lua-ts/host/log.ts'
import type { LogRecord } from '../../template/lua-ts/host/log.ts'
import { recordJson, recordText } from '../../template/lua-ts/host/record-text.ts'

const record: LogRecord = {
  level: 'warn',
  message: 'sold "out"',
  fields: [['item', '"a-1"'], ['name', '"two words"'], ['left', '0'], ['tags', '["x"]'], ['level', '3']],
  callId: 'c1',
}

t.test('recordText() shows message and fields on one line', async (t) => {
  t.equal(recordText(record), 'sold "out" item=a-1 name="two words" left=0 tags=["x"] level=3')
  t.equal(recordText({ ...record, message: 'a\n"b"\tc', fields: [['x\ny', '""']] }), 'a\\n"b"\\tc x\\ny=""')
})

t.test('recordJson() is one JSON object whose own names stay', async (t) => {
  t.same(JSON.parse(recordJson(record, 'now')), {
    time: 'now', level: 'warn', source: 'handler', call_id: 'c1', message: 'sold "out"', item: 'a-1', name: 'two words', left: 0, tags: ['x'], field_level: 3,
  })
  t.equal(recordJson({ ...record, fields: [['id', '9007199254740993']], callId: undefined }, 'now'), '{"time":"now","level":"warn","source":"handler","message":"sold \\"out\\"","id":9007199254740993}')
})

t.test('log() writes records to stderr in the format that is set', async (t) => {
  const written = (luaLogFormat: 'text' | 'json', prefixLogs: boolean) => {
    const out: string[] = []
    const lines = log({
      settings: { prefixLogs, logBufferBytes: 100, logCallId: false, luaLogFormat }, stdout: 1, stderr: 2, now: () => 0,
      write: (fd, bytes, offset, length) => {
        out.push(`${fd}:${Buffer.from(bytes.subarray(offset, offset + length)).toString()}`)
        return length
      },
    })
    lines.record({ ...record, fields: [] })
    lines.flush()
    return out.join('')
  }
  t.match(written('text', true), /^2:\d{4}\/\d\d\/\d\d \d\d:00:00 warn: \[c1\] sold "out"\n$/)
  t.equal(written('text', false), '2:warn: sold "out"\n')
  t.equal(written('json', true), '2:{"time":"1970-01-01T00:00:00.000Z","level":"warn","source":"handler","call_id":"c1","message":"sold \\"out\\""}\n')
})
