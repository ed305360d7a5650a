-- The commands of fake.redis for hashes, lists and sets.
local function sorted(items)
  local keys = {}
  for key in pairs(items) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function size(items)
  local n = 0
  for _ in pairs(items) do n = n + 1 end
  return n
end

local function add_hashes(server, store)
  local function hash(key) return store.items(key, "hash") end
  function server.HGET(key, field) return hash(key)[field] end
  function server.HSET(key, ...)
    local items, added, given = hash(key), 0, { ... }
    for i = 1, #given, 2 do
      if items[given[i]] == nil then added = added + 1 end
      items[given[i]] = tostring(given[i + 1])
    end
    return added
  end
  server.HMSET = function(...)
    server.HSET(...)
    return "OK"
  end
  function server.HDEL(key, ...)
    local items, removed = hash(key), 0
    for _, field in ipairs { ... } do
      if items[field] ~= nil then removed = removed + 1 end
      items[field] = nil
    end
    return removed
  end
  function server.HEXISTS(key, field) return hash(key)[field] ~= nil and 1 or 0 end
  function server.HLEN(key) return size(hash(key)) end
  function server.HKEYS(key) return sorted(hash(key)) end
  function server.HGETALL(key)
    local copy = {}
    for field, value in pairs(hash(key)) do copy[field] = value end
    return copy
  end
  function server.HINCRBY(key, field, by)
    local items = hash(key)
    local sum = math.tointeger(tonumber(items[field] or 0)) + math.tointeger(tonumber(by))
    items[field] = tostring(sum)
    return sum
  end
end

local function add_lists(server, store)
  local function list(key) return store.items(key, "list") end
  local function push(key, first, ...)
    local items = list(key)
    for _, value in ipairs { ... } do table.insert(items, first and 1 or #items + 1, tostring(value)) end
    return #items
  end
  function server.LPUSH(key, ...) return push(key, true, ...) end
  function server.RPUSH(key, ...) return push(key, false, ...) end
  function server.LPOP(key) return table.remove(list(key), 1) end
  function server.RPOP(key) return table.remove(list(key)) end
  function server.LLEN(key) return #list(key) end
  function server.LRANGE(key, first, last)
    local items = list(key)
    first, last = tonumber(first), tonumber(last)
    if first < 0 then first = math.max(#items + first, 0) end
    if last < 0 then last = #items + last end
    return { table.unpack(items, first + 1, math.min(last + 1, #items)) }
  end
end

local function add_sets(server, store)
  local function set(key) return store.items(key, "set") end
  local function change(key, members, value)
    local items, changed = set(key), 0
    for _, member in ipairs(members) do
      member = tostring(member)
      if items[member] ~= value then changed = changed + 1 end
      items[member] = value
    end
    return changed
  end
  function server.SADD(key, ...) return change(key, { ... }, true) end
  function server.SREM(key, ...) return change(key, { ... }, nil) end
  function server.SISMEMBER(key, member) return set(key)[tostring(member)] and 1 or 0 end
  function server.SMEMBERS(key) return sorted(set(key)) end
  function server.SCARD(key) return size(set(key)) end
end

return function(server, store)
  add_hashes(server, store)
  add_lists(server, store)
  add_sets(server, store)
end
