import t from 'tap'
import { functionLabel } from '../../../src/functions/function-label.ts'

t.test('functionLabel() pads the name and colours it only when told to', async t => {
  t.equal(functionLabel('a', 3, 0, false), 'a   | ')
  t.equal(functionLabel('a', 3, 0, true), '\u001b[36ma   |\u001b[0m ')
  t.equal(functionLabel('a', 1, 6, true), functionLabel('a', 1, 0, true))
  t.not(functionLabel('a', 1, 1, true), functionLabel('a', 1, 0, true))
})
