-- fake.redis() is an empty server in memory; fake.redis { GET = function(key) … end } answers some commands itself.
local host = ...

local pairs, tonumber, tostring, type = pairs, tonumber, tostring, type
local misuse, words = host.part("failure").misuse, host.part("words")

local error_meta = { __tostring = function(self) return self.message end }

local function fail(code, message) error(setmetatable({ code = code, message = code .. " " .. message }, error_meta), 0) end

return function(_, commands)
  if commands ~= nil and type(commands) ~= "table" then misuse("fake.redis takes a table of commands or nothing, got %s", type(commands)) end
  local time = require "time"
  local made = { commands = {} }
  local values, ends = {}, {}

  local function live(key)
    local value = values[key]
    local is_over = ends[key] and ends[key] <= time.now()
    -- A list, set or hash ends with its last item.
    if is_over or (type(value) == "table" and next(value.items) == nil) then values[key], ends[key] = nil, nil end
    return values[key]
  end

  -- The value of `key` when it is of this type; where there is none, a new one that is kept.
  local function of_type(key, kind)
    local value = live(key)
    if value == nil then
      value = kind == "string" and "" or {}
      if kind ~= "string" then values[key] = { kind = kind, items = value } end
      return value
    end
    if (type(value) == "table" and value.kind or "string") ~= kind then
      fail("WRONGTYPE", "Operation against a key holding the wrong kind of value")
    end
    return kind == "string" and value or value.items
  end

  local function text(key)
    local value = live(key)
    return value ~= nil and of_type(key, "string") or nil
  end

  local function add(key, by)
    local number = math.tointeger(tonumber(text(key) or 0))
    if not number then fail("ERR", "value is not an integer or out of range") end
    values[key] = tostring(number + math.tointeger(tonumber(by)))
    return number + math.tointeger(tonumber(by))
  end

  local server = {}

  function server.PING() return "PONG" end
  function server.GET(key) return text(key) end
  function server.SET(key, value, ...)
    local options = words.pack(...)
    local seconds, only_new, only_old
    for i = 1, options.n do
      local word = tostring(options[i]):upper()
      if word == "EX" then seconds = tonumber(options[i + 1])
      elseif word == "PX" then seconds = tonumber(options[i + 1]) / 1000
      elseif word == "NX" then only_new = true
      elseif word == "XX" then only_old = true end
    end
    local there = live(key) ~= nil
    if (only_new and there) or (only_old and not there) then return nil end
    values[key], ends[key] = tostring(value), seconds and time.now() + seconds or nil
    return "OK"
  end
  function server.SETEX(key, seconds, value) return server.SET(key, value, "EX", seconds) end
  function server.SETNX(key, value) return server.SET(key, value, "NX") and 1 or 0 end
  function server.GETDEL(key)
    local value = text(key)
    values[key] = nil
    return value
  end
  function server.MGET(...)
    local found = {}
    -- No value is false in an array, as from a server.
    for i, key in ipairs { ... } do found[i] = text(key) or false end
    return found
  end
  function server.INCR(key) return add(key, 1) end
  function server.DECR(key) return add(key, -1) end
  server.INCRBY = add
  function server.DECRBY(key, by) return add(key, -by) end
  function server.APPEND(key, more)
    values[key] = (text(key) or "") .. more
    return #values[key]
  end

  local function count(keys, each)
    local n = 0
    for _, key in ipairs(keys) do
      if live(key) ~= nil then
        n = n + 1
        each(key)
      end
    end
    return n
  end
  function server.DEL(...) return count({ ... }, function(key) values[key], ends[key] = nil, nil end) end
  server.UNLINK = server.DEL
  function server.EXISTS(...) return count({ ... }, function() end) end
  function server.EXPIRE(key, seconds) return count({ key }, function() ends[key] = time.now() + tonumber(seconds) end) end
  function server.PERSIST(key) return count({ key }, function() ends[key] = nil end) end
  function server.TTL(key)
    if live(key) == nil then return -2 end
    return ends[key] and math.floor(ends[key] - time.now() + 0.5) or -1
  end
  function server.FLUSHALL()
    values, ends = {}, {}
    return "OK"
  end
  server.FLUSHDB = server.FLUSHALL

  host.part("fake-redis-collections")(server, of_type)

  for name, answer in pairs(commands or {}) do server[tostring(name):upper()] = answer end

  return function(name, ...)
    local arguments = { ... }
    for i, argument in ipairs(arguments) do arguments[i] = tostring(argument) end
    made.commands[#made.commands + 1] = { name, table.unpack(arguments) }
    local command = server[name]
    if command == nil then
      error(("fake.redis doesn't know %s: give it an answer, as in fake.redis { %s = function(…) return … end }"):format(name, name), 0)
    end
    if type(command) ~= "function" then return command end
    return command(table.unpack(arguments))
  end, made
end
