import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { hasRedis, redisServer } from '../../modules/redis/redis-server.ts'
import { engines } from '../../support/lua-function.ts'
import { missingPart } from '../../support/missing-part.ts'
import { recordedCalls } from '../../support/recordings.ts'
import { replayed, told } from '../../support/replays.ts'

const everything = `
  local modules = {}
  for _, name in ipairs { "crypto", "database", "http", "json", "kv", "socket", "time", "uuid" } do modules[name] = require(name) end
  local crypto, database, http, json, kv, time, uuid = modules.crypto, modules.database, modules.http, modules.json, modules.kv, modules.time, modules.uuid
  math.randomseed(os.time())
  local started, main = { os.time(), math.random(1000), uuid.v4() }, database.connect("sqlite::memory:")
  local function handler(event, context)
    time.sleep(0.01)
    local parts = { started, os.time(), os.clock(), os.date("%H:%M:%S"), time.now(), time.now_ms(), time.iso(), modules.socket.gettime() }
    parts[#parts + 1] = { math.random(), math.random(6), uuid.v4(), uuid.v7(), crypto.random_bytes(4):byte(1), context:remaining_ms() }
    parts[#parts + 1] = { kv.incr("calls"), tostring(kv.get("none")) }
    main:execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x, y)")
    main:transaction(function(tx) parts[#parts + 1] = { tx:execute("INSERT INTO t (x, y) VALUES (?, ?)", event.body, 1.5) } end)
    parts[#parts + 1] = main:query("SELECT hex(x) AS x, y, NULL AS z FROM t")
    for row in main:rows("SELECT id FROM t") do parts[#parts + 1] = row end
    local ok, failure = pcall(database.query, "SELEC")
    parts[#parts + 1] = { failure.code, failure.message, tostring(failure) }
    local answer = http.fetch { url = event.up, json = { a = 1, b = { 2 } }, headers = { Authorization = "Bearer x", ["X-A"] = "1" } }
    parts[#parts + 1] = { answer.status, answer.body, answer.headers["content-type"] }
    local stream = http.fetch { url = event.up, stream = true }
    for piece in stream.body do parts[#parts + 1] = #piece end
    local _, refused = pcall(http.fetch, "http://127.0.0.1:1/")
    parts[#parts + 1] = { refused.code, tostring(refused) }
    return parts
  end
  return handler`

const upstream = async (t: { after(fn: () => unknown): unknown }): Promise<{ url: string; calls: () => number; close: () => void }> => {
  let calls = 0
  const server = createServer((req, res) => {
    calls++
    res.setHeader('Content-Type', 'text/x')
    req.resume().on('end', () => res.end('from upstream'))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  t.after(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, calls: () => calls, close }
}

for (const engine of engines) {
  t.test(`replayedCall() gives everything again that a call on ${engine} was told`, async (t) => {
    const { url, calls, close } = await upstream(t)
    const request = { method: 'POST', query: `up=${url}`, body: Buffer.from('bytes \xff\0', 'latin1'), deadlineMs: performance.now() + 60_000 }
    const { texts, recordings } = await recordedCalls(t, everything, [request, request], { engine, environment: { database_url: 'sqlite::memory:' } })
    t.same(recordings.map(({ answer }) => answer.status), [200, 200], recordings[0]!.answer.failure ?? '')
    t.equal(texts.length, 2)
    t.equal(calls(), 4)
    close()
    for (const text of texts) {
      for (const other of engines) {
        const again = await replayed(t, text, { handler: everything, engine: other })
        t.match(again, { answer: { status: 200 }, engine: other, differences: [] }, `on ${other}`)
      }
    }
    t.equal(calls(), 4, 'nobody else is asked')
  })

  t.test(`replayedCall() lets a call fail again on ${engine}`, async (t) => {
    const handler = 'local kv = require "kv" return function(event) error(kv.get("x") or "nothing kept for " .. event.id) end'
    const { texts } = await recordedCalls(t, handler, [{ query: 'id=7' }], { engine })
    t.same(told(await replayed(t, texts[0]!, { handler, engine })), { status: 500, body: 'Internal Server Error\n', differences: [] })
    const mended = handler.replace('error(', '(tostring)(').replace('return function', 'return function')
    t.same(told(await replayed(t, texts[0]!, { handler: mended.replace('(tostring)', 'return tostring'), engine })), {
      status: 200,
      body: 'nothing kept for 7',
      differences: ['status: 500 before, 200 now', 'header content-type: none before, "text/plain; charset=utf-8" now', 'body: from byte 1 on "Internal Server Error\\n" before, "nothing kept for 7" now'],
    })
  })

  t.test(`replayedCall() gives the body in the pieces in which it came on ${engine}`, async (t) => {
    const handler = 'return function(event) local sizes = {} for piece in event:chunks() do sizes[#sizes + 1] = #piece end return table.concat(sizes, " ") end'
    const { texts } = await recordedCalls(t, handler, [{ method: 'POST', body: ['a', 'bcd', 'ef'] }], { engine })
    t.same(told(await replayed(t, texts[0]!, { handler, engine })), { status: 200, body: '1 3 2', differences: [] })
  })

  t.test(`replayedCall() lets a call run out of time again on ${engine}`, async (t) => {
    const handler = 'local time = require "time" return function() pcall(time.sleep, 20) return "late" end'
    const { texts } = await recordedCalls(t, handler, [{ deadlineMs: performance.now() + 2000 }], { engine })
    t.match(texts[0], '{"asked":"time.sleep","place":"handler.lua:1"}')
    t.same(told(await replayed(t, texts[0]!, { handler, engine })), { status: 504, body: '', differences: [] })
  })
}

t.test('replayedCall() gives the function its secrets again', async (t) => {
  const handler = `
    local secrets = require "secrets"
    return function(event) return (event.headers["x-key"] == secrets.get("api-key") and "welcome " or "no ") .. event.headers.authorization end`
  const request = { headers: ['X-Key', 'hunter22', 'Authorization', 'Bearer x'] }
  const { texts } = await recordedCalls(t, handler, [request], { environment: { API_KEY: 'hunter22' }, settings: { secretsDir: '/none' } })
  t.notMatch(texts[0], 'hunter22')
  const environment = { API_KEY: 'hunter22' }
  t.match(told(await replayed(t, texts[0]!, { handler, environment })), { body: 'welcome ***' })
  t.same(told(await replayed(t, texts[0]!, { handler, environment, headers: ['authorization', 'Bearer x'] })), { status: 200, body: 'welcome Bearer x', differences: [] })
  t.match(told(await replayed(t, texts[0]!, { handler, environment: { API_KEY: 'another' } })), { body: 'welcome ***' }, 'whatever they are now')
})

t.test('replayedCall() asks the world again when it is live', async (t) => {
  const { url, calls } = await upstream(t)
  const handler = `local http = require "http" return function() return http.fetch("${url}").body end`
  const { texts } = await recordedCalls(t, handler, [{}])
  t.same(told(await replayed(t, texts[0]!, { handler, live: true })), { status: 200, body: 'from upstream', differences: [] })
  t.equal(calls(), 2)
})

t.test('replayedCall() runs an event that is no request', async (t) => {
  const handler = 'return function(event, context) return { got = event.Records[1], id = context.request_id, platform = context.platform } end'
  const { texts } = await recordedCalls(t, handler, [{ message: '{"Records":["x"]}', details: { request_id: 'r' } }], { platform: 'lambda' })
  t.match(told(await replayed(t, texts[0]!, { handler })), { status: 200, differences: [] })
})

t.test('replayedCall() throws what keeps the function from loading', async (t) => {
  const { texts } = await recordedCalls(t, 'return function() return "" end', [{}])
  await t.rejects(replayed(t, texts[0]!, { handler: 'return 1 +' }), { name: 'LoadError' })
})

t.test('replayedCall() answers commands of Redis without it', async (t) => {
  if (!hasRedis()) return missingPart(t, 'redis-server', 'apt-get install redis-server')
  const server = await redisServer(t)
  const handler = `
    local redis = require "redis"
    return function()
      redis.set("a", "b\\255")
      local answers = redis.pipeline(function(p) p.incr("n") p.get("a") p.get("none") end)
      local _, failure = pcall(redis.incr, "a")
      return table.concat({ answers[1], #answers[2], tostring(answers[3]), failure.code, tostring(failure) }, " ")
    end`
  for (const engine of engines) {
    const { texts } = await recordedCalls(t, handler, [{ deadlineMs: performance.now() + 60_000 }], { engine, settings: { redisUrl: server.url } })
    await server.stop()
    for (const other of engines) t.match(told(await replayed(t, texts[0]!, { handler, engine: other })), { status: 200, body: /^\d 2 false ERR ERR value/, differences: [] })
    await server.start()
  }
})
