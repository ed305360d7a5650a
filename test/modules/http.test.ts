import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import { upstream } from './http/upstream.ts'
import type { Upstream } from './http/upstream.ts'

const until = async (holds: () => boolean): Promise<void> => {
  const endMs = performance.now() + 10_000
  while (!holds() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 5))
}

for (const engine of engines) {
  const functionFor = (t: { after(fn: () => void): unknown }, server: Pick<Upstream, 'url'>, body: string, settings = {}) =>
    functionOf(t, `local http, json = require "http", require "json"
local base = "${server.url}"
local function fail(f, ...) local ok, err = pcall(f, ...) return ok and "no error" or err end
return function(event, context)\n${body}\nend`, { engine, settings })
  const results = async (t: { after(fn: () => void): unknown }, server: Pick<Upstream, 'url'>, body: string, request = {}) => {
    const f = await functionFor(t, server, body)
    return JSON.parse((await f.request(request)).body.toString())
  }

  t.test(`http.fetch() gives status, headers and body with ${engine}`, async (t) => {
    const server = await upstream(t)
    t.match(await results(t, server, `
local made = http.fetch { url = base .. "/raw", method = "put", body = "a\\0\\255", headers = { ["X-A"] = { "1", "2" }, ["X-N"] = 5 } }
local missing = http.fetch(base .. "/none")
local echoed = json.decode(http.fetch(base .. "/echo?a=1#f", { query = { b = "x y" }, json = { n = 1 } }).body)
return { made.status, made.reason, made.headers["x-two"], made.body == "a\\0\\255", made.url == base .. "/raw", missing.status, missing.body, echoed, made.multiValueHeaders["x-two"] }`), [
      201, 'Made', 'a, b', true, true, 404, 'nothing here',
      { method: 'POST', url: '/echo?a=1&b=x%20y', body: '{"n":1}', headers: { 'content-type': 'application/json', 'content-length': '7', 'user-agent': 'lua-ts', host: `127.0.0.1:${server.port}` } },
      ['a', 'b'],
    ])
    t.match(server.seen[0], { method: 'PUT', headers: { 'x-a': '1, 2', 'x-n': '5', 'content-length': '3' } })
    t.equal(server.connections(), 1, 'one connection serves them all')
  })

  t.test(`http.fetch() passes trace and call id on, unless told otherwise, with ${engine}`, async (t) => {
    const server = await upstream(t)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await results(t, server, 'http.fetch(base .. "/echo") http.fetch(base .. "/echo", { propagate = false }) http.fetch(base .. "/echo", { headers = { TraceParent = "own" } }) return {}',
      { id: 'call-9', headers: ['Traceparent', traceparent, 'tracestate', 'a=1'] })
    t.match(server.seen[0]?.headers, { 'x-call-id': 'call-9', traceparent, tracestate: 'a=1' })
    t.same([server.seen[1]?.headers['x-call-id'], server.seen[1]?.headers.traceparent], [undefined, undefined])
    t.equal(server.seen[2]?.headers.traceparent, 'own')
  })

  t.test(`http.fetch() follows redirects with ${engine}`, async (t) => {
    const server = await upstream(t)
    const other = await upstream(t)
    const [got, kept, posted, none, loop] = await results(t, server, `
local function echo(path, options) return json.decode(http.fetch(base .. path, options).body) end
return {
  echo("/redirect?code=302", { body = "x", headers = { ["Content-Type"] = "text/plain" } }), echo("/redirect?code=307", { body = "x" }),
  echo("/redirect?to=${encodeURIComponent(`${other.url}/echo`)}", { headers = { Authorization = "s", Cookie = "c", ["X-A"] = "1" } }),
  http.fetch(base .. "/redirect", { redirects = 0 }).status, fail(http.fetch, base .. "/loop").code,
}`)
    t.match(got, { method: 'GET', body: '', headers: { 'content-type': undefined } })
    t.match(kept, { method: 'POST', body: 'x' })
    t.match(posted.headers, { 'x-a': '1', host: `127.0.0.1:${other.port}` })
    t.same([posted.headers.authorization, posted.headers.cookie], [undefined, undefined])
    t.same([none, loop], [302, 'redirect'])
  })

  t.test(`http.fetch() unpacks what is compressed with ${engine}`, async (t) => {
    const server = await upstream(t)
    const packed = 'packed '.repeat(1000)
    t.same(await results(t, server, `
local out = {}
for _, encoding in ipairs { "gzip", "deflate", "br" } do
  local response = http.fetch(base .. "/packed?as=" .. encoding)
  out[#out + 1] = response.body == "${packed}" and response.headers["content-encoding"] == nil
end
out[#out + 1] = #http.fetch(base .. "/packed?as=gzip", { decompress = false }).body < 200
return out`), [true, true, true, true])
    t.same([server.seen[0]?.headers['accept-encoding'], server.seen[3]?.headers['accept-encoding']], ['gzip, deflate, br', undefined])
  })

  t.test(`http.fetch() reads an answer in pieces and closes what is left with ${engine}`, async (t) => {
    const server = await upstream(t)
    const f = await functionFor(t, server, `
local response = http.fetch { url = base .. event.path .. "?" .. event.rawQueryString, stream = true }
if event.query.first then return response.body() end
if event.query.close then response.close() return tostring(response.body()) end
return { statusCode = response.status, body = response.body }`)
    const answer = await f.request({ path: '/pieces', query: 'n=3' })
    t.equal(answer.body.toString(), 'piece 2;piece 1;piece 0;')
    t.ok(answer.pieces.length >= 2, 'as they come')
    t.equal((await f.request({ path: '/stall', query: 'first=1' })).body.toString(), 'begin')
    await until(() => server.cut() === 1)
    t.equal(server.cut(), 1, 'the end of the call closes it')
    t.equal((await f.request({ path: '/stall', query: 'close=1' })).body.toString(), 'nil')
    await until(() => server.cut() === 2)
    t.equal(server.cut(), 2)
  })

  t.test(`http.fetch() sends a body in pieces with ${engine}`, async (t) => {
    const server = await upstream(t)
    const f = await functionFor(t, server, `
local n = 0
local response = http.fetch { url = base .. event.path, body = event.query.pass and event:chunks() or function() n = n + 1 return n <= 3 and "piece " .. n or nil end }
return response.status == 200 and response.body or tostring(response.status)`)
    t.match(JSON.parse((await f.request({ path: '/echo' })).body.toString()), { method: 'POST', body: 'piece 1piece 2piece 3', headers: { 'transfer-encoding': 'chunked' } })
    t.match(JSON.parse((await f.request({ path: '/echo', query: 'pass=1', method: 'POST', body: ['a', 'b\xff'] })).body.toString()), { body: 'ab\xc3\xbf' })
    t.equal((await f.request({ path: '/early' })).body.toString(), '413')
  })

  t.test(`http.fetch() raises tables with a code with ${engine}`, async (t) => {
    const server = await upstream(t)
    const closed = await upstream(t)
    closed.server.close()
    const messages = await results(t, server, `
local out = {}
for _, each in ipairs {
  { "http://127.0.0.1:${closed.port}/secret?key=1" }, { "http://none.invalid/" }, { base .. "/slow?ms=2000", { timeout = 0.05 } }, { base .. "/cut" },
  { base .. "/large?bytes=2000", { max_body_bytes = 1000 } }, { base .. "/redirect?to=ftp%3A%2F%2Fx" }, { base .. "/stall", { timeout = 0.1 } },
} do
  local err = fail(http.fetch, each[1], each[2])
  out[#out + 1] = { err.code, tostring(err) }
end
return out`)
    t.same(messages.map(([code]: [string]) => code), ['refused', 'host_not_found', 'timeout', 'closed', 'too_large', 'redirect', 'timeout'])
    t.equal(messages[0][1], `Cannot reach 127.0.0.1:${closed.port}: connection refused`)
    t.notMatch(messages.join(), 'secret')
  })

  t.test(`http.fetch() refuses what it can't send with ${engine}`, async (t) => {
    const messages = await results(t, { url: 'http://h' }, `
local out = {}
for i, options in ipairs {
  { url = "ftp://x" }, { url = "x" }, { url = 5 }, {}, { url = base, body = {} }, { url = base, metod = "GET" }, { url = base, timeout = 0 }, { url = base, headers = { a = {{}} } },
  { url = base, headers = { ["a b"] = "x" } }, { url = base, headers = { a = "x\\r\\nb: c" } }, { url = base, body = "a", json = {} }, { url = base, method = "A B" },
} do out[i] = fail(http.fetch, options) end
out[#out + 1] = fail(http.fetch, 5)
out[#out + 1] = fail(http.fetch, "ftp://user:pw@x")
return out`)
    t.equal(messages.length, 14)
    for (const message of messages) t.match(message, /cannot call|bad option|no option|cannot send the request|bad header|body and json|bad argument/)
    t.notMatch(messages.join(), 'pw')
  })

  t.test(`http.fetch() lets other requests go on with ${engine}`, async (t) => {
    const server = await upstream(t)
    const f = await functionFor(t, server, 'return http.fetch(base .. "/slow?ms=200").body')
    // The best of some rounds: the first opens connections, and a machine that does something else can only be slower.
    let bestMs = Infinity
    for (let round = 0; round < 8 && bestMs >= 600; round++) {
      const startedMs = performance.now()
      const answers = await Promise.all(Array.from({ length: 50 }, () => f.request()))
      bestMs = Math.min(bestMs, performance.now() - startedMs)
      t.ok(answers.every(({ body }) => body.toString() === 'slow'))
    }
    t.ok(bestMs < 600, `50 requests that wait 200 ms each took ${Math.round(bestMs)} ms`)
  })

  t.test(`http.fetch() is really given up at the deadline with ${engine}`, async (t) => {
    const server = await upstream(t)
    const f = await functionFor(t, server, 'pcall(http.fetch, base .. event.path .. "?ms=60000") print("unreached") return "never"')
    for (const path of ['/slow', '/stall']) {
      const { call } = callOf({ path, deadlineMs: performance.now() + 100 })
      await t.rejects(async () => f.invoke(call), { name: 'DeadlineError' })
    }
    await until(() => server.cut() === 2)
    t.equal(server.cut(), 2)
    t.same(f.lines, [])
  })

  t.test(`http.fetch() streams a large answer through with flat memory with ${engine}`, async (t) => {
    const server = await upstream(t)
    const f = await functionFor(t, server, `
local bytes = 0
for piece in http.fetch { url = base .. "/large?bytes=50000000", stream = true }.body do bytes = bytes + #piece end
return tostring(bytes)`)
    const before = process.memoryUsage.rss()
    t.equal((await f.request()).body.toString(), '50000000')
    t.ok(process.memoryUsage.rss() - before < 96 * 2 ** 20)
  })
}
