import t from 'tap'
import { testLog } from '../../template/lua-ts/testing/test-log.ts'

t.test('testLog() keeps lines by call, and prints what Lua prints', async (t) => {
  const printed: string[] = []
  const log = testLog((text) => void printed.push(text))
  log.host('one', 'a')
  log.output('stdout', Buffer.from('two'), 'b')
  log.record({ level: 'warn', message: 'three', fields: [['n', '1']], callId: 'a' })
  log.access({ method: 'GET', target: '/', status: 200, bytes: 0, seconds: 0, callId: 'a' })
  log.flush()
  t.equal(log.text(), 'one\ntwo\nwarn: three n=1')
  t.equal(log.textOf('a'), 'one\nwarn: three n=1')
  t.same(printed, ['two\n'])
  log.begin()
  t.equal(log.text(), '')
})
