import t from 'tap'
import { RedisConnection } from '../../../template/lua-ts/modules/redis/redis-connection.ts'
import { hasRedis, redisServer } from './redis-server.ts'

const words = (text: string) => text.split(' ').map((word) => Buffer.from(word))

t.test('RedisConnection refuses a URL that is none of Redis', async (t) => {
  t.throws(() => new RedisConnection('http://x'))
})

t.test('RedisConnection rejects while there is no server', async (t) => {
  await t.rejects(new RedisConnection('redis://127.0.0.1:9').send(words('PING')))
})

t.test('RedisConnection shares one connection, but for commands that block', { skip: hasRedis() || process.env.CI ? false : 'install redis-server: apt-get install redis-server' }, async (t) => {
  const server = await redisServer(t)
  const connection = new RedisConnection(server.url)
  const clients = async () => String(await connection.send(words('CLIENT LIST'))).trim().split('\n').length
  t.same(await Promise.all([connection.send(words('PING')), connection.send(words('INCR n'))]), [Buffer.from('PONG'), '1'])
  t.equal(await clients(), 1)
  const blocked = connection.alone(words('BLPOP list 0'))
  blocked.answer.catch(() => {})
  while ((await clients()) !== 2) await new Promise((resolve) => setTimeout(resolve, 5))
  blocked.cancel()
  await t.rejects(blocked.answer)
  while ((await clients()) !== 1) await new Promise((resolve) => setTimeout(resolve, 5))
  t.same(await connection.sendAll([words('SET a 1'), words('NONE')], false).then(([first, second]) => [first, second instanceof Error]), [Buffer.from('OK'), true])
  await t.rejects(connection.sendAll([words('SET b 1'), words('NONE')], true), /unknown command/)
  t.equal(await connection.send(words('GET b')), null)
})
