import t from 'tap'
import { isDatabaseUrl, parseDatabaseUrl, targetName } from '../../../template/lua-ts/modules/database/database-url.ts'

t.test('parseDatabaseUrl() reads where a database is', async (t) => {
  t.match(parseDatabaseUrl('sqlite:/tmp/data.db'), { dialect: 'sqlite', file: '/tmp/data.db', null: 'nil', poolSize: 10 })
  t.match(parseDatabaseUrl('sqlite:///tmp/data.db'), { file: '/tmp/data.db' })
  t.match(parseDatabaseUrl('sqlite::memory:'), { file: ':memory:' })
  t.match(parseDatabaseUrl('postgres://u%40:p%2F%23@db:80/app'), { dialect: 'postgres', host: 'db', port: 80, user: 'u@', password: 'p/#', database: 'app', tls: 'off' })
  t.match(parseDatabaseUrl('postgresql://[::1]/app'), { host: '::1', port: 5432 })
  t.match(parseDatabaseUrl('mariadb://h/app?pool_size=3&connect_timeout=2&idle_timeout=9&null=json'), {
    dialect: 'mysql', port: 3306, poolSize: 3, connectTimeoutMs: 2000, idleTimeoutMs: 9000, null: 'json',
  })
  t.match(parseDatabaseUrl('mysql://h/a?tls=unverified'), { tls: 'unverified' })
  t.match(parseDatabaseUrl('postgres://h/a?sslmode=verify-full'), { tls: 'verified' })
  t.match(parseDatabaseUrl('postgres://h/a?tls_ca=/ca.pem'), { tls: 'verified', tlsCa: '/ca.pem' })
})

t.test('parseDatabaseUrl() says what is wrong and never tells the password', async (t) => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ['oracle://h/a', /^Expected sqlite:FILE/],
    ['', /^Expected sqlite:FILE/],
    ['sqlite:', /^Expected a file/],
    ['postgres:h/a', /^Expected a host/],
    ['postgres://h', /name of a database/],
    ['postgres://u:se#cret@h/a', /%40, %2F, %23|Expected/],
    ['mysql://h/a?pool=3', /^Unknown option "pool"; there are pool_size/],
    ['mysql://h/a?pool_size=0', /^Cannot use pool_size=0/],
    ['mysql://h/a?tls=maybe', /^Cannot use tls=maybe/],
    ['mysql://h/a?null=none', /^Cannot use null=none/],
  ]
  for (const [url, message] of rows) {
    t.throws(() => parseDatabaseUrl(url), { name: 'RangeError', message }, url)
    try { parseDatabaseUrl(url) } catch (error) { t.notMatch(String(error), /cret/) }
  }
})

t.test('targetName() names the server without user and password', async (t) => {
  t.equal(targetName(parseDatabaseUrl('postgres://u:secret@h/a')), 'postgres://h:5432/a')
  t.equal(targetName(parseDatabaseUrl('sqlite:/x.db')), 'SQLite /x.db')
})

t.test('isDatabaseUrl() tells a URL from a name', async (t) => {
  t.same(['sqlite::memory:', 'postgres://h/a', 'reports', ''].map(isDatabaseUrl), [true, true, false, false])
})
