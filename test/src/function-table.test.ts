import t from 'tap'
import { functionTable } from '../../src/function-table.ts'

t.test('functionTable() lines the columns up', async t => {
  t.equal(
    functionTable(['a', 'long-function'], 'http://127.0.0.1:8080'),
    'FUNCTION       URL\na              http://127.0.0.1:8080/function/a\nlong-function  http://127.0.0.1:8080/function/long-function\n',
  )
})
