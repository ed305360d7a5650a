import t from 'tap'
import { textReport } from '../../template/lua-ts/testing/text-report.ts'

const ok = { status: 'ok', file: 'a_test.lua', path: ['block', 'name'], ms: 1 } as const

const written = (colors: boolean, act: (report: ReturnType<typeof textReport>) => void): string => {
  let text = ''
  const report = textReport({ write: (piece) => void (text += piece), colors })
  act(report)
  report.end()
  return text.replace(/in [\d.]+ s/, 'in 0.1 s')
}

t.test('textReport() writes an outline, then what failed', async (t) => {
  t.equal(written(false, (report) => {
    report.add(ok)
    report.add({ ...ok, path: ['block', 'inner', 'slow'], ms: 250.4 })
    report.add({ ...ok, status: 'pending', message: 'later' })
    report.add({ ...ok, path: ['alone'] })
    report.add({ ...ok, status: 'failed', file: 'b_test.lua', path: [], at: 'b_test.lua:1', message: 'boom', found: '1', expected: '2', log: 'one\ntwo', traceback: 'b_test.lua:1: in f' })
  }), `a_test.lua
  block
    ✓ name
    inner
      ✓ slow (250 ms)
    - name (later)
  ✓ alone
b_test.lua
  ✗ cannot run

1) b_test.lua
   b_test.lua:1
   boom
   expected:  2
   found:     1
   log:
     one
     two

3 passed, 1 failed, 1 pending in 0.1 s
`)
})

t.test('textReport() has colours on terminals', async (t) => {
  t.match(written(true, (report) => report.add(ok)), '\u001b[32m✓\u001b[0m name')
})
