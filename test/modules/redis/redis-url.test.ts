import { join } from 'node:path'
import t from 'tap'
import { redisTarget } from '../../../template/lua-ts/modules/redis/redis-url.ts'

t.test('redisTarget() reads where a Redis is', async (t) => {
  t.same(redisTarget('redis://user:pass@h:1/2'), { url: 'redis://user:pass@h:1/2', tls: undefined })
  t.same(redisTarget('rediss://h'), { url: 'rediss://h', tls: { tls: true, rejectUnauthorized: true } })
  t.same(redisTarget('rediss://h/1?tls=unverified'), { url: 'rediss://h/1', tls: { tls: true, rejectUnauthorized: false } })
  const file = join(t.testdir({ 'ca.pem': 'PEM' }), 'ca.pem')
  t.same(redisTarget(`rediss://h?tls_ca=${encodeURIComponent(file)}`).tls, { tls: true, rejectUnauthorized: true, ca: 'PEM' })
})

t.test('redisTarget() says what is wrong', async (t) => {
  for (const text of ['', 'h:6379', 'http://h']) t.throws(() => redisTarget(text), /URL such as redis:/)
  t.throws(() => redisTarget('rediss://h?tls=off'), /tls=off .*verified or unverified expected/)
  t.throws(() => redisTarget('rediss://h?db=1'), /no option "db"/)
  t.throws(() => redisTarget('redis://h?tls_ca=x'), /rediss:/)
  t.throws(() => redisTarget('rediss://h?tls_ca=/no/such/file'), /no such file/)
})
