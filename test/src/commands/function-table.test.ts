import t from 'tap'
import { functionTable, textTable } from '../../../src/commands/function-table.ts'

const plain = { schedules: [], engine: 'fengari', ready: true }

t.test('functionTable() lines the columns up', async t => {
  const functions = [{ ...plain, name: 'a' }, { ...plain, name: 'long-function', engine: 'wasm', ready: false }]
  t.equal(
    functionTable(functions, 'http://x', false),
    `FUNCTION       URL                              ENGINE   STATE
a              http://x/function/a              fengari  ready
long-function  http://x/function/long-function  wasm     failed
`,
  )
})

t.test('functionTable() shows schedules when there are any', async t => {
  const functions = [{ ...plain, name: 'a', schedules: ['* * * * *', '@every 1m'] }, { ...plain, name: 'b' }]
  t.equal(
    functionTable(functions, 'http://x', false),
    `FUNCTION  URL                  SCHEDULE              ENGINE   STATE
a         http://x/function/a  * * * * *; @every 1m  fengari  ready
b         http://x/function/b                        fengari  ready
`,
  )
})

t.test('functionTable() colours states', async t => {
  const table = functionTable([{ ...plain, name: 'a' }, { ...plain, name: 'b', ready: false }], 'http://x', true)
  t.ok(table.includes('fengari  \u001b[32mready\u001b[0m\n'))
  t.ok(table.includes('fengari  \u001b[31mfailed\u001b[0m\n'))
})

t.test('textTable() is empty without rows', async t => {
  t.equal(textTable([]), '')
})
