import { PassThrough, Writable } from 'node:stream'
import t from 'tap'
import { sharedOutput } from '../../../src/functions/shared-output.ts'
import { capture } from '../fixtures/capture.ts'

t.test('sharedOutput() puts the prefix before every line', async t => {
  const { output, text } = capture()
  sharedOutput(output).write('a | ', [Buffer.from('one'), Buffer.from('')])
  t.equal(text(), 'a | one\na | \n')
})

t.test('sharedOutput() holds sources back while the output is behind', async t => {
  let release = (): void => {}
  const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void (release = done) })
  const { write } = sharedOutput(slow)
  const sources = [new PassThrough(), new PassThrough()]
  for (const source of sources) write('', [Buffer.from('line')], source.resume())
  t.same(sources.map(source => source.isPaused()), [true, true])
  release()
  release()
  await new Promise(setImmediate)
  t.same(sources.map(source => source.isPaused()), [false, false])
})

t.test('sharedOutput() lets sources go on when nobody reads any more', async t => {
  const broken = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void setImmediate(done, new Error('EPIPE')) })
  const { write } = sharedOutput(broken)
  const source = new PassThrough()
  write('', [Buffer.from('line')], source.resume())
  t.equal(source.isPaused(), true)
  await new Promise(resolve => broken.once('close', resolve))
  t.equal(source.isPaused(), false)
  write('', [Buffer.from('more')], source)
  t.equal(source.isPaused(), false)
})
