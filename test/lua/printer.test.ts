import t from 'tap'
import { Printer } from '../../template/lua-ts/lua/printer.ts'
import type { Thread } from '../../template/lua-ts/lua/engine.ts'
import { newRun } from '../../template/lua-ts/lua/run.ts'
import type { Run } from '../../template/lua-ts/lua/run.ts'
import { callOf } from '../support/function-call.ts'
import { linesLog } from '../support/lua-function.ts'

/** What the scheduler does at the end of a run. */
const end = (run: Run): void => {
  for (const release of run.held ?? []) release()
  run.held = undefined
}

const run = (id: string): Run => newRun({} as Thread, 0, { deadlineMs: Infinity, call: callOf({ id }).call })

t.test('line() writes whole lines with the call id', async (t) => {
  const lines: string[] = []
  const printer = new Printer(linesLog(lines))
  printer.line(run('a'), 'stdout', Buffer.from('one'))
  printer.line(undefined, 'stderr', Buffer.from('two'))
  t.same(lines, ['stdout[a]: one', 'stderr: two'])
})

t.test('write() keeps what is no whole line yet, for each run and stream', async (t) => {
  const lines: string[] = []
  const printer = new Printer(linesLog(lines))
  const [a, b] = [run('a'), run('b')]
  printer.write(a, 'stdout', Buffer.from('a1'))
  printer.write(b, 'stdout', Buffer.from('b1'))
  printer.write(a, 'stderr', Buffer.from('e1'))
  printer.write(a, 'stdout', Buffer.from('a2\nnext'))
  t.same(lines.splice(0), ['stdout[a]: a1a2'])
  printer.write(a, 'stdout', Buffer.from('\n\nx\ny'))
  t.same(lines.splice(0), ['stdout[a]: next', 'stdout[a]: ', 'stdout[a]: x'])
  end(a)
  t.same(lines.splice(0), ['stdout[a]: y', 'stderr[a]: e1'])
  end(a)
  end(b)
  t.same(lines.splice(0), ['stdout[b]: b1'])
  end(b)
  t.same(lines, [])
})

t.test('line() comes after what was begun by write()', async (t) => {
  const lines: string[] = []
  const printer = new Printer(linesLog(lines))
  const a = run('a')
  printer.write(a, 'stdout', Buffer.from('begun'))
  printer.line(a, 'stdout', Buffer.from('printed'))
  printer.write(a, 'stdout', new Uint8Array(0))
  end(a)
  t.same(lines, ['stdout[a]: begun', 'stdout[a]: printed'])
})
