import t from 'tap'
import { mysqlColumns, mysqlRows } from '../../../template/lua-ts/modules/database/mysql-rows.ts'

const fields = [{ name: 'id', columnType: 8 }, { name: 'ratio', columnType: 5 }, { name: 'place', columnType: 255 }]

t.test('mysqlRows() makes values of what mysql2 read', async (t) => {
  t.same(mysqlRows(fields)([['9007199254740993', 1, { x: 1, y: 2 }], [7, 2, null]]), [[9007199254740993n, 1, '{"x":1,"y":2}'], [7, 2, null]])
  const rows = [['a']]
  t.equal(mysqlRows([{ name: 'a', columnType: 253 }])(rows), rows, 'rows without such columns are not touched')
})

t.test('mysqlColumns() tells floats', async (t) => {
  t.same(mysqlColumns(fields).map(({ isFloat }) => isFloat), [false, true, false])
})
