import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'
import { loadErrors } from '../../../src/gateway/ui-load-errors.ts'

t.test('loadErrors() keeps what the last host said that did not get ready', async t => {
  const dir = t.testdir({ 'handler.lua': 'return (\n' })
  const log = functionLog()
  const say = (instance: string, text: string): void => log.add({ name: 'hello', instance, timeMs: 1, text: `2026/11/23 08:41:26 ${text}` })
  const errors = loadErrors(log)
  const told = (instance: string, ready: boolean, onTrial = true): void => errors.told({ name: 'hello', instance, ready, onTrial, dir })
  say('hello-1', 'Loaded it')
  told('hello-1', true)
  t.equal(errors.of('hello', true), undefined)
  say('hello-2', 'Cannot load "handler.lua": handler.lua:1: unexpected symbol')
  told('hello-2', false)
  t.match(errors.of('hello', true), { text: 'Cannot load "handler.lua": handler.lua:1: unexpected symbol', places: [{ file: 'handler.lua', line: 1 }] })
  told('hello-3', false)
  t.ok(errors.of('hello', true), 'one that was ended before it said anything changes nothing')
  told('hello-4', true)
  t.equal(errors.of('hello', true), undefined)
  say('hello-5', 'Cannot start')
  told('hello-5', false, false)
  t.match(errors.of('hello', false), { text: 'Cannot start' })
  t.equal(errors.of('hello', true), undefined, 'it was started again since')
})
