import t from 'tap'
import { postgresError } from '../../../template/lua-ts/modules/database/postgres-error.ts'

t.test('postgresError() tells what the server said', async (t) => {
  const sent = Object.assign(new Error('duplicate'), { severity: 'ERROR', code: '23505', detail: 'd', constraint: 'c', table: 't' })
  t.match(postgresError(sent, 'w'), { message: 'duplicate', details: { code: '23505', sqlstate: '23505', kind: 'unique', detail: 'd', constraint: 'c', table: 't' } })
  t.match(postgresError(Object.assign(new Error('shutting down'), { severity: 'FATAL', code: '57P01' }), 'postgres://h'), { message: 'Cannot reach postgres://h: shutting down', details: { kind: 'connection' } })
  t.match(postgresError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'w'), { details: { code: 'ECONNREFUSED', kind: 'connection' } })
  const mistake = new TypeError('x')
  t.equal(postgresError(mistake, 'w'), mistake)
})
