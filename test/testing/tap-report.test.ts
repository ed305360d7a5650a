import t from 'tap'
import { tapReport, testName } from '../../template/lua-ts/testing/tap-report.ts'

const ok = { status: 'ok', file: 'a_test.lua', path: ['block', 'name'], ms: 1.25 } as const

t.test('testName() is the file and the names on the way', async (t) => {
  t.equal(testName(ok), 'a_test.lua: block › name')
  t.equal(testName({ ...ok, path: [] }), 'a_test.lua')
})

t.test('tapReport() writes TAP 14', async (t) => {
  let text = ''
  const report = tapReport((piece) => void (text += piece))
  report.add({ ...ok, path: ['#1 \\ two\nlines'] })
  report.add({ ...ok, status: 'pending', message: 'later' })
  report.add({ ...ok, status: 'pending' })
  report.add({ ...ok, status: 'failed', message: 'boom', at: 'a_test.lua:3', found: '"x"', log: 'line 1\n\tline 2: x' })
  report.end()
  t.equal(text, `TAP version 14
ok 1 - a_test.lua: \\#1 \\\\ two lines # time=1.3ms
ok 2 - a_test.lua: block › name # SKIP later
ok 3 - a_test.lua: block › name # SKIP pending
not ok 4 - a_test.lua: block › name # time=1.3ms
  ---
  message: boom
  at: a_test.lua:3
  found: |-
    "x"
  log: |-
    line 1
    \tline 2: x
  ...
1..4
# 1 passed, 1 failed, 2 pending
`)
})

t.test('diagnostics are YAML, whatever stands in them', async (t) => {
  const { parse } = await import('yaml')
  for (const message of ['', ' lead', 'a: b', '- x', '"quoted', "'", '{ a }', '#', 'a # b', 'two\nlines\n', 'trailing ', 'yes', '12', 'a:', '%x', '\ttab', 'x\u0000y']) {
    let text = ''
    tapReport((piece) => void (text += piece)).add({ ...ok, status: 'failed', message })
    const [, yaml = ''] = /---\n([^]*?) {2}\.\.\./.exec(text) ?? []
    t.equal(String((parse(yaml.replaceAll(/^ {2}/gm, '')) as { message: unknown }).message ?? '').trim(), message.trim(), JSON.stringify(message))
  }
})
