import t from 'tap'
import type { Recording } from '../../template/lua-ts/host/recording.ts'
import { readRecording, RecordingError, recordingText } from '../../template/lua-ts/host/recording-file.ts'
import { RecordingMask } from '../../template/lua-ts/host/recording-mask.ts'

const recording: Recording = {
  at: '2026-11-23T12:00:00.000Z',
  functionName: 'hello',
  platform: 'openfaas',
  engine: 'wasm',
  callId: 'call-1',
  truncated: false,
  event: {
    method: 'POST', path: '/a', query: 'b=1', headers: ['X-Bytes', '\xff'], body: Buffer.from([1, 2, 255]), pieces: [1, 2],
    source: '{"a":1}', message: undefined, details: { request_id: 'r' },
  },
  loading: [{ name: 'os.time', place: 'handler.lua:1', given: undefined, answer: [1n], error: undefined }],
  asked: [
    { name: 'kv.get', place: 'handler.lua:3', given: ['a'], answer: [null], error: undefined },
    { name: 'http.head', place: '', given: [], answer: undefined, error: { message: 'no', level: 1, argument: undefined, value: 'no' } },
    { name: 'os.date', place: 'handler.lua:4', given: undefined, answer: undefined, error: { message: 'number expected', level: 1, argument: 2, value: undefined } },
    { name: 'time.sleep', place: 'handler.lua:5', given: undefined, answer: undefined, error: undefined },
  ],
  answer: { status: 500, headers: ['A', 'b'], body: Buffer.from('Grüße'), cut: true, failure: 'handler.lua:9: no' },
}

t.test('recordingText() writes lines of JSON that readRecording() reads again', async (t) => {
  const text = recordingText(recording, new RecordingMask(true))
  t.same(readRecording(text), recording)
  t.equal(text.split('\n').length, 9)
  const message = { ...recording, event: { ...recording.event, source: undefined, message: '[1]', details: undefined, pieces: [] } }
  t.same(readRecording(recordingText(message, new RecordingMask(true))), message)
})

t.test('recordingText() masks secrets in every part', async (t) => {
  const mask = new RecordingMask(true)
  mask.add('key', Buffer.from('hunter22'))
  const text = recordingText({
    ...recording,
    event: { ...recording.event, path: '/hunter22', query: 'k=hunter22', headers: ['X-Key', 'hunter22', 'Cookie', 'hunter22'], body: Buffer.from('hunter22'), source: '"hunter22"', details: { a: 'hunter22' } },
    asked: [{ name: 'kv.set', place: '', given: ['hunter22'], answer: ['hunter22'], error: { message: 'hunter22', level: 1, argument: undefined, value: 'hunter22' } }],
    answer: { ...recording.answer, headers: ['X-Key', 'hunter22'], body: Buffer.from('hunter22'), failure: 'hunter22' },
  }, mask)
  t.notMatch(text, /hunter22/)
})

t.test('readRecording() says what is wrong with a file', async (t) => {
  const good = recordingText(recording, new RecordingMask(true))
  const failure = (text: string): string => {
    try {
      readRecording(text)
    } catch (error) {
      if (error instanceof RecordingError) return error.message
      throw error
    }
    return 'none'
  }
  t.match(failure('{"recording":1}\nnot json\n'), /^Line 2 is not JSON: /)
  t.equal(failure('[1]\n'), 'Line 1 is not a JSON object')
  t.equal(failure(''), 'It is not a recording: the first line has no "recording"')
  t.equal(failure(good.replace('"recording":1', '"recording":9')), 'It has format 9, and only 1 is known here')
  t.equal(failure(good.split('\n').slice(0, -2).join('\n')), 'It is not whole: the last line has no "answered"')
  t.match(failure(good.replace('"answer":[1]', '"answer":[{"list":7}]')), /^It can't be read: /)
})
