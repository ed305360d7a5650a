import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import { hasRedis, redisServer } from './redis/redis-server.ts'

const tests = async (): Promise<void> => {
  const server = await redisServer(t)
  for (const engine of engines) {
    const functionFor = (t: { after(fn: () => void): unknown }, body: string, redisUrl = server.url) =>
      functionOf(t, `local redis, time = require "redis", require "time"
local function fail(f, ...) local ok, err = pcall(f, ...) return ok and "no error" or err end
return function(event, context)\n${body}\nend`, { engine, settings: { redisUrl } })
    const results = async (t: { after(fn: () => void): unknown }, body: string) => JSON.parse((await (await functionFor(t, `redis.flushall()\n${body}`)).request()).body.toString())

    t.test(`redis calls commands and gives Lua's values with ${engine}`, async (t) => {
      t.same(await results(t, `
redis.set("bytes", "a\\0\\255\\r\\n")
redis.rpush("list", 1, "two", 3.5)
redis.hset("hash", "a", 1, "b", "x")
return {
  redis.get("bytes") == "a\\0\\255\\r\\n", tostring(redis.get("none")), redis.set("k", "v", "EX", 60), redis.ttl("k") > 50, redis.incr("n"), math.type(redis.incr("n")),
  redis.lrange("list", 0, -1), redis.mget("k", "none"), redis.hgetall("hash"), redis.del("k", "none"), redis.call("exists", "k"), redis.SET("K", "nx", "NX"), tostring(redis.set("K", "nx", "NX")),
  redis.eval("return {1, false, 'x', {2}}", 0),
}`), [true, 'nil', 'OK', true, 1, 'integer', ['1', 'two', '3.5'], ['v', false], { a: '1', b: 'x' }, 1, 0, 'OK', 'nil', [1, false, 'x', [2]]])
    })

    t.test(`redis keeps all digits of an integer where the engine can with ${engine}`, async (t) => {
      const [text] = await results(t, 'redis.set("big", "9007199254740992") return { tostring(redis.incr("big")) }')
      t.equal(text, engine === 'wasm' ? '9007199254740993' : text)
    })

    t.test(`redis.pipeline() and redis.transaction() send many at once with ${engine}`, async (t) => {
      const out = await results(t, `
redis.set("text", "x")
local failed = fail(redis.pipeline, function(p) p.set("a", 1) p.lpush("text", 1) p.incr("a") end)
local refused = fail(redis.transaction, function(p) p.set("b", 1) p.nosuchcommand() end)
return {
  redis.pipeline(function(p) p.set("c", 5) p.incr("c") p.get("none") p.call("get", "c") end), redis.transaction(function(p) p.incr("c") p.get("c") end), redis.pipeline(function() end),
  failed.code, tostring(failed), redis.get("a"), refused.code, tostring(redis.get("b")), tostring(fail(redis.pipeline)),
}`)
      t.same(out.slice(0, 4), [['OK', 6, false, '6'], [7, '7'], {}, 'WRONGTYPE'])
      t.match(out[4], /^Command #2 \(LPUSH\): WRONGTYPE /)
      t.same(out.slice(5, 8), ['2', 'ERR', 'nil'])
      t.match(out[8], /bad argument #1 to 'pipeline' \(function expected, got nil\)/)
    })

    t.test(`redis raises tables with a code and refuses what others would feel with ${engine}`, async (t) => {
      const out = await results(t, `
local wrong = fail(redis.nosuchcommand, 1)
return { wrong.code, tostring(wrong), tostring(fail(redis.subscribe, "x")), tostring(fail(redis.multi)), tostring(fail(redis.get, {})), tostring(fail(redis.get, nil)), tostring(fail(redis.call)), tostring(fail(redis.connect, "ftp://x")) }`)
      t.equal(out[0], 'ERR')
      t.match(out[1], /unknown command/)
      t.match(out[2], /SUBSCRIBE can't be called: use a connector/)
      t.match(out[3], /use redis\.transaction/)
      t.match(out[4], /bad argument #1 to 'call' \(string or number expected, got table\)/)
      t.match(out[5], /got nil/)
      t.match(out[6], /name of a command expected, got nil/)
      t.match(out[7], /URL such as redis:\/\//)
    })

    t.test(`redis waits without holding others up, and is given up at the deadline, with ${engine}`, async (t) => {
      const f = await functionFor(t, `
if event.path == "/push" then redis.rpush("jobs", "job") return "pushed" end
local got = redis.blpop(event.query.list, 0)
return got[2]`)
      const waiting = f.request({ query: 'list=jobs' })
      await new Promise((resolve) => setTimeout(resolve, 50))
      t.equal((await f.request({ path: '/push' })).body.toString(), 'pushed')
      t.equal((await waiting).body.toString(), 'job')
      const { call } = callOf({ query: 'list=never', deadlineMs: performance.now() + 100 })
      await t.rejects(async () => f.invoke(call), { name: 'DeadlineError' })
      const g = await functionFor(t, 'local n = 0 for line in redis.client("LIST"):gmatch("cmd=blpop") do n = n + 1 end return tostring(n)')
      let blocked = '1'
      for (let i = 0; i < 50 && blocked !== '0'; i++) blocked = (await g.request()).body.toString()
      t.equal(blocked, '0', 'the server waits for nobody any more')
    })

    t.test(`redis says when the server is gone, and finds it again, with ${engine}`, async (t) => {
      const own = await redisServer(t)
      const f = await functionFor(t, 'local ok, value = pcall(redis.get, "k") return ok and "there" or value.code .. " " .. tostring(value)', own.url)
      t.equal((await f.request()).body.toString(), 'there')
      await own.stop()
      t.match((await f.request()).body.toString(), /^(refused|closed) Cannot reach Redis: /)
      t.match((await f.request()).body.toString(), /^refused Cannot reach Redis: /)
      await own.start()
      t.equal((await f.request()).body.toString(), 'there')
    })
  }
}

if (hasRedis()) await tests()
else if (process.env.CI) t.fail('redis-server is missing: apt-get install redis-server')
else t.pass('skipped', { skip: 'install redis-server to run these tests: apt-get install redis-server' })
