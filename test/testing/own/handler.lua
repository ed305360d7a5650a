-- What the tests beside it try: a function that reaches for everything that can be faked.
local crypto = require "crypto"
local db, http, kv, redis, secrets, time = require "database", require "http", require "kv", require "redis", require "secrets", require "time"
local query = db.query
local now = time.now

local loads = 0

local function init()
  loads = loads + 1
  db.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
end

local actions = {}

function actions.echo(event)
  return { method = event.method, path = event.path, query = event.query, headers = event.headers, bytes = #event.body, name = event.name }
end
function actions.fail() error("no luck") end
function actions.refuse() error({ statusCode = 422, headers = { ["X-Why"] = "because" }, body = "refused" }) end
function actions.nothing() end
function actions.cookies() return { statusCode = 200, headers = { ["Set-Cookie"] = { "a=1", "b=2" } }, body = "" } end
function actions.stream(_, context)
  context:header("Content-Type", "text/event-stream")
  for n = 1, 3 do
    context:write("data: " .. n .. "\n\n")
    time.sleep(0.001)
  end
end
function actions.broken(_, context)
  context:write("half")
  error("broke off")
end
function actions.slow() time.sleep(60) return "slept" end
function actions.leak() leaked = true return "leaked" end
function actions.add(event) return { id = db.query("INSERT INTO notes (text) VALUES (?)", event.text).insert_id } end
function actions.list() return query("SELECT text FROM notes ORDER BY id") end
function actions.move()
  return { moved = db.transaction(function(tx) return tx:execute("UPDATE notes SET text = ?", "moved") end) }
end
function actions.each()
  local texts = {}
  for row in db.connect("other"):rows("SELECT text FROM notes") do texts[#texts + 1] = row.text end
  return table.concat(texts, ",")
end
function actions.fetch(event)
  local ok, answer = pcall(http.fetch, event.query.url, { method = event.query.method, json = event.query.json and { a = 1 } or nil })
  if not ok then return { statusCode = 502, body = type(answer) == "table" and answer.code or tostring(answer) } end
  return { statusCode = answer.status, body = answer.body, headers = { ["X-Type"] = answer.headers["content-type"] } }
end
function actions.pieces()
  local answer, pieces = http.fetch { url = "https://api.example.com/pieces", stream = true }, {}
  for piece in answer.body do pieces[#pieces + 1] = "<" .. piece .. ">" end
  return table.concat(pieces)
end
function actions.socket()
  local body, status = require("socket.http").request("http://api.example.com/old", "a=1")
  return status .. " " .. body
end
function actions.count() return tostring(kv.incr("count", 1, 60)) end
function actions.now() return { now = now(), os = os.time(), iso = time.iso(), date = os.date("!%Y-%m-%d") } end
function actions.secret() return crypto.hmac("sha256", assert(secrets.get("key")), "x") end
function actions.env() return os.getenv("REGION") or "none" end
function actions.visits(event)
  redis.expire("visits:" .. event.name, 60)
  local answers = redis.pipeline(function(p)
    p.incr("visits:" .. event.name)
    p.get("nothing")
  end)
  return answers[1] .. " " .. tostring(answers[2])
end
function actions.loads() return tostring(loads) end

local function handler(event, context)
  return actions[event.path:match("^/(%a+)")](event, context)
end

return { handler = handler, init = init }
