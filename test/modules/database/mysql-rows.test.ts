import t from 'tap'
import { mysqlColumns, mysqlRow } from '../../../template/lua-ts/modules/database/mysql-rows.ts'

const fields = [{ name: 'id', columnType: 8 }, { name: 'ratio', columnType: 5 }, { name: 'place', columnType: 255 }]

t.test('mysqlRow() makes values of what mysql2 read', async (t) => {
  const valuesOf = mysqlRow(fields)
  t.same(valuesOf(['9007199254740993', 1, { x: 1, y: 2 }]), [9007199254740993n, 1, '{"x":1,"y":2}'])
  t.same(valuesOf([7, 2, null]), [7, 2, null])
  const row = ['a']
  t.equal(mysqlRow([{ name: 'a', columnType: 253 }])(row), row, 'a row without such columns is not touched')
})

t.test('mysqlColumns() tells floats', async (t) => {
  t.same(mysqlColumns(fields).map(({ isFloat }) => isFloat), [false, true, false])
})
