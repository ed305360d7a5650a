-- The commands of fake.redis for text and for keys of any kind.

-- What follows the value in SET.
local function set_options(...)
  local options, given = {}, { ... }
  for i, word in ipairs(given) do
    word = word:upper()
    if word == "EX" then options.seconds = tonumber(given[i + 1])
    elseif word == "PX" then options.seconds = tonumber(given[i + 1]) / 1000
    elseif word == "NX" or word == "XX" then options[word] = true end
  end
  return options
end

local function add_texts(server, store)
  function server.PING() return "PONG" end
  server.GET = store.text
  function server.SET(key, value, ...)
    local options, there = set_options(...), store.live(key) ~= nil
    if (options.NX and there) or (options.XX and not there) then return nil end
    store.set(key, value, options.seconds)
    return "OK"
  end
  function server.SETEX(key, seconds, value) return server.SET(key, value, "EX", seconds) end
  function server.SETNX(key, value) return server.SET(key, value, "NX") and 1 or 0 end
  function server.GETDEL(key)
    local value = store.text(key)
    store.remove(key)
    return value
  end
  function server.MGET(...)
    local found = {}
    -- No value is false in an array, as from a server.
    for i, key in ipairs { ... } do found[i] = store.text(key) or false end
    return found
  end
  function server.INCR(key) return store.add(key, 1) end
  function server.DECR(key) return store.add(key, -1) end
  server.INCRBY = store.add
  function server.DECRBY(key, by) return store.add(key, -by) end
  function server.APPEND(key, more)
    local text = (store.text(key) or "") .. more
    store.change(key, text)
    return #text
  end
end

local function add_keys(server, store)
  local function count(keys, each)
    local n = 0
    for _, key in ipairs(keys) do
      if store.live(key) ~= nil then
        n = n + 1
        each(key)
      end
    end
    return n
  end
  function server.DEL(...) return count({ ... }, store.remove) end
  server.UNLINK = server.DEL
  function server.EXISTS(...) return count({ ... }, function() end) end
  function server.EXPIRE(key, seconds) return count({ key }, function() store.expire(key, tonumber(seconds)) end) end
  function server.PERSIST(key) return count({ key }, function() store.expire(key) end) end
  function server.TTL(key)
    if store.live(key) == nil then return -2 end
    local left = store.seconds_left(key)
    return left and math.floor(left + 0.5) or -1
  end
  function server.FLUSHALL()
    store.clear()
    return "OK"
  end
  server.FLUSHDB = server.FLUSHALL
end

return function(server, store)
  add_texts(server, store)
  add_keys(server, store)
end
