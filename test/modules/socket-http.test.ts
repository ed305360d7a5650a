import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { upstream } from './http/upstream.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`socket.http gives what LuaSocket gives with ${engine}`, async (t) => {
    const server = await upstream(t)
    const closed = await upstream(t)
    closed.server.close()
    const out = (await luaResults(t, `
local http, ltn12, json = require "socket.http", require "ltn12", require "json"
local base = "${server.url}"
local function pack(...) local all = {} for i = 1, select("#", ...) do all[i] = select(i, ...) or json.null end return all end
local list = {}
local sent = pack(http.request { url = base .. "/raw", method = "POST", headers = { ["content-length"] = 5, ["Content-Type"] = "text/x" }, source = ltn12.source.string("hello"), sink = ltn12.sink.table(list) })
local simple = pack(http.request(base .. "/raw", "a=1"))
local get = pack(http.request(base .. "/echo"))
local moved = pack(http.request(base .. "/redirect"))
local unmoved = pack(http.request { url = base .. "/redirect", redirect = false })
local refused = pack(http.request("http://127.0.0.1:${closed.port}/"))
local full = pack(http.request { url = base .. "/raw", sink = ltn12.sink.error("full") })
local broken = pack(http.request { url = base .. "/raw", method = "POST", source = ltn12.source.error("broken") })
http.TIMEOUT = 0.05
local late = pack(http.request(base .. "/slow?ms=2000"))
return { sent[1], sent[2], sent[3]["x-two"], sent[4], table.concat(list), simple[1], simple[2], json.decode(get[1]), moved[2], unmoved[2], refused, full, late, broken, pcall(http.request, { url = base, proxy = "x" }) }`, { engine })) as unknown[]
    t.match(out, [
      1, 201, 'a, b', 'HTTP/1.1 201 Made', 'hello', 'a=1', 201, { method: 'GET', headers: { 'user-agent': 'LuaSocket 3.0.0' } }, 200, 302,
      [null, 'connection refused'], [null, 'full'], [null, 'timeout'], [null, 'broken'], false,
    ])
    t.match(server.seen[0]?.headers, { 'content-type': 'text/x', 'content-length': '5' })
    t.equal(server.seen[1]?.headers['content-type'], 'application/x-www-form-urlencoded')
    t.equal(server.seen[1]?.headers['accept-encoding'], undefined)
  })
}
