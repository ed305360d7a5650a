import t from 'tap'
import { functionTable, textTable } from '../../../src/commands/function-table.ts'

t.test('functionTable() lines the columns up', async t => {
  const plain = [{ name: 'a', schedules: [] }, { name: 'long-function', schedules: [] }]
  t.equal(
    functionTable(plain, 'http://127.0.0.1:8080'),
    'FUNCTION       URL\na              http://127.0.0.1:8080/function/a\nlong-function  http://127.0.0.1:8080/function/long-function\n',
  )
})

t.test('functionTable() shows schedules when there are any', async t => {
  const functions = [{ name: 'a', schedules: ['* * * * *', '@every 1m'] }, { name: 'b', schedules: [] }]
  t.equal(functionTable(functions, 'http://x'), 'FUNCTION  URL                  SCHEDULE\na         http://x/function/a  * * * * *; @every 1m\nb         http://x/function/b\n')
})

t.test('textTable() is empty without rows', async t => {
  t.equal(textTable([]), '')
})
