import t from 'tap'
import { isUnpreparable, mysqlError } from '../../../template/lua-ts/modules/database/mysql-error.ts'

const server = (errno: number, sqlState: string) => Object.assign(new Error('m'), { code: 'ER_X', errno, sqlState, sqlMessage: 'what is wrong' })

t.test('mysqlError() tells the kind of an error', async (t) => {
  t.match(mysqlError(server(1062, '23000'), 'w'), { message: 'what is wrong', details: { code: 'ER_X', kind: 'unique', sqlstate: '23000' } })
  t.match(mysqlError(server(9999, '42S02'), 'w'), { details: { kind: 'missing' } })
  t.match(mysqlError(server(1053, '08S01'), 'mysql://h'), { message: 'Cannot reach mysql://h: what is wrong', details: { kind: 'connection' } })
  t.match(mysqlError(Object.assign(new Error('closed'), { code: 'PROTOCOL_CONNECTION_LOST' }), 'w'), { message: 'Cannot reach w: closed', details: { kind: 'connection' } })
  const mistake = new TypeError('x')
  t.equal(mysqlError(mistake, 'w'), mistake)
})

t.test('isUnpreparable() knows the statements that can only be sent as text', async (t) => {
  t.same([isUnpreparable(server(1295, 'HY000')), isUnpreparable(server(1, 'HY000'))], [true, false])
})
