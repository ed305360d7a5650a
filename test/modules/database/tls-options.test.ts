import { join } from 'node:path'
import t from 'tap'
import { parseDatabaseUrl } from '../../../template/lua-ts/modules/database/database-url.ts'
import { tlsOptions } from '../../../template/lua-ts/modules/database/tls-options.ts'

t.test('tlsOptions() says how a connection is encrypted', async (t) => {
  const of = (url: string) => tlsOptions(parseDatabaseUrl(url))
  t.equal(of('postgres://h/a'), false)
  t.same(of('postgres://h/a?tls=unverified'), { rejectUnauthorized: false, servername: 'h' })
  t.same(of('postgres://10.0.0.1/a?tls=verified'), { rejectUnauthorized: true }, 'an address is no server name')
  const file = join(t.testdir({ 'ca.pem': 'PEM' }), 'ca.pem')
  t.same(of(`mysql://h/a?tls_ca=${encodeURIComponent(file)}`), { rejectUnauthorized: true, servername: 'h', ca: 'PEM' })
})
