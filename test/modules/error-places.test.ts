import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

// Each line is a mistake; its message must name that line.
const mistakes = `
http.fetch("ftp://x")
http.fetch { url = "http://x", nope = 1 }
http.fetch(5)
http.request(5)
http.request { url = "http://x", proxy = "y" }
redis.select(1)
redis.connect("http://x")
redis.set({}, 1)
multipart.parts(5)
multipart.encode(5)
multipart.encode { { body = {} } }
events.records(5)
events.batch(event, 5)
events.cloud(5)
events.cloud_reply(5)
events.cloud_reply({})
events.source(nil)
cookie.serialize("a b", "x")
cors.wrap()
cors.headers()
cors.preflight()
url.parse()
crypto.digest()
crypto.verify("RS256", "no key", "d", "s")
kv.set("a", {})
secrets.get("../x")
metrics.counter("9", "h")
db.query()
db.query("SELEC")
db.query("SELECT ?")
db.transaction(5)
db.connect("nope")
db.rows("SELEC")
for _ in db.rows("SELECT json('{')") do end
db.transaction(function(tx) tx.query("SELECT 1") end)
db.transaction(function(tx) tx:query("SELEC") end)
json.encode(print)
json.decode("{")
time.sleep("x")
context:defer(5)
event:read("x")`.trim().split('\n')

const handler = `
local cookie, cors, crypto, db, events, http = require "cookie", require "cors", require "crypto", require "database", require "event", require "http"
local json, kv, metrics, multipart, redis = require "json", require "kv", require "metrics", require "multipart", require "redis"
local secrets, time, url = require "secrets", require "time", require "url"
return function(event, context)
  local mistakes = {
${mistakes.map((mistake) => `function() ${mistake} end,`).join('\n')}
  }
  local out = {}
  for i, mistake in ipairs(mistakes) do
    local ok, problem = pcall(mistake)
    local place = ("handler.lua:%d:"):format(debug.getinfo(mistake, "S").linedefined)
    if ok or tostring(problem):sub(1, #place) ~= place then out[#out + 1] = { i, tostring(problem) } end
  end
  return { body = setmetatable(out, json.array_mt) }
end`

for (const engine of engines) {
  t.test(`mistakes in calls of modules have the place of the handler with ${engine}`, async (t) => {
    const f = await functionOf(t, handler, { engine, environment: { database_url: 'sqlite::memory:' } })
    const wrong = JSON.parse((await f.request()).body.toString()) as [number, string][]
    t.same(wrong.map(([i, message]) => `${mistakes[i - 1]}: ${message}`), [])
  })
}
