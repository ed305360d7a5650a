import t from 'tap'
import { screen } from '../../../src/functions/screen.ts'
import { capture } from '../fixtures/capture.ts'

const clear = '\r\u001b[K'
const line = [Buffer.from('line')]

t.test('screen() writes lines on each output', async t => {
  const [stdout, stderr] = [capture(), capture()]
  const { write, say } = screen({ stdout: stdout.output, stderr: stderr.output })
  write('stdout', 'a | ', line)
  say('words')
  t.equal(stdout.text(), 'a | line\n')
  t.equal(stderr.text(), 'words\n')
})

t.test('screen() shows no progress where nobody looks', async t => {
  const [stdout, stderr] = [capture(), capture()]
  const { progress, say } = screen({ stdout: stdout.output, stderr: stderr.output })
  progress('1 of 2')
  say('words')
  t.equal(stderr.text(), 'words\n')
})

t.test('screen() keeps the progress below what is printed on the terminal, whichever output it is', async t => {
  const both = capture()
  both.output.isTTY = true
  const { progress, say, write } = screen({ stdout: both.output, stderr: both.output })
  progress('1 of 2')
  write('stdout', 'a | ', line)
  progress('2 of 2')
  say('words')
  progress('')
  say('more')
  // What a terminal shows of it: nothing of a line that was cleared.
  const seen = both.text().split('\n').map(line => line.slice(line.lastIndexOf(clear) + clear.length))
  t.equal(seen.join('\n'), 'a | line\nwords\nmore\n')
  t.match(both.text(), '2 of 2')
})
