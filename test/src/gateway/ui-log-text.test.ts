import t from 'tap'
import { textOfCall, undated } from '../../../src/gateway/ui-log-text.ts'

t.test('undated() leaves a host\'s date out', async t => {
  t.equal(undated('2026/11/23 08:41:26 Loaded it'), 'Loaded it')
  t.equal(undated('on 2026/11/23 08:41:26 it'), 'on 2026/11/23 08:41:26 it')
})

t.test('textOfCall() finds what a line says of a call, in either format', async t => {
  t.equal(textOfCall('2026/11/23 08:41:26 [abc] Handler failed: x', 'abc'), 'Handler failed: x')
  t.equal(textOfCall('2026/11/23 08:41:26 stdout: [abc] printed', 'abc'), 'printed')
  t.equal(textOfCall('2026/11/23 08:41:26 [abc] \thandler.lua:1: in x', 'abc'), '\thandler.lua:1: in x')
  t.equal(textOfCall('{"level":"error","call_id":"abc","message":"Handler failed: x\\nstack"}', 'abc'), 'Handler failed: x\nstack')
  for (const other of ['2026/11/23 08:41:26 [abcd] x', 'abc', '{"call_id":"x","message":"abc"}', '{abc']) t.equal(textOfCall(other, 'abc'), undefined, other)
})
