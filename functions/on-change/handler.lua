-- Products from a cache that never shows old prices: the connector for PostgreSQL (topic products:update and the like)
-- sends each change of a row, and what was cached of it is forgotten.
--
--   GET /7   the product with this id, from the cache or else from the database

local db, events, json = require "database", require "event", require "json"

local cache_seconds = 300

-- One process has its cache in itself; replicas need one that they share, so that all of them forget.
local cache = require "kv"
if os.getenv("redis_url") then
  local redis = require "redis"
  cache = { get = redis.get, delete = redis.del, set = function(key, value, ttl) redis.set(key, value, "EX", ttl) end }
end

local function init()
  db.execute("CREATE TABLE IF NOT EXISTS products (id INT PRIMARY KEY, name VARCHAR(100) NOT NULL, cents INT NOT NULL)")
end

local function find(id)
  if not id or #id > 9 then error({ statusCode = 404, body = "no such path; there is /ID" }) end
  local key = "products:" .. id
  local text = cache.get(key)
  if not text then
    local product = db.query("SELECT id, name, cents FROM products WHERE id = ?", tonumber(id))[1]
    if not product then error({ statusCode = 404, body = "no product " .. id }) end
    text = json.encode(product)
    cache.set(key, text, cache_seconds)
  end
  return { statusCode = 200, headers = { ["Content-Type"] = "application/json" }, body = text }
end

local function handler(event)
  if event.method == "GET" then return find(event.path:match("^/(%d+)$")) end
  for change in events.records(event) do
    local row = change.data or change.old
    if change.table == "products" and row then cache.delete(("products:%.0f"):format(row.id)) end
  end
end

return { handler = handler, init = init }
