import t from 'tap'
import { connectionError, kindOfState } from '../../../template/lua-ts/modules/database/database-error.ts'

t.test('kindOfState() knows states and their classes', async (t) => {
  const rows = { '23505': 'unique', '40001': 'conflict', '57014': 'cancelled', '57P01': 'connection', '53300': 'busy', '08006': 'connection', '22P02': 'value', XX000: 'query' }
  for (const [state, kind] of Object.entries(rows)) t.equal(kindOfState(state), kind, state)
})

t.test('connectionError() names the server and the reason', async (t) => {
  const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' })
  t.match(connectionError('postgres://h:1/a', refused), { message: 'Cannot reach postgres://h:1/a: ECONNREFUSED', details: { code: 'ECONNREFUSED', kind: 'connection' } })
  t.match(connectionError('x', new Error('gone')), { message: 'Cannot reach x: gone', details: { code: 'CONNECTION' } })
})
