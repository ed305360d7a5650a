-- The module "redis": each command of the server is a function of the same name.
local host = ...

local format, upper = string.format, string.upper

-- What would change the connection for all requests that share it, and what to use instead.
local refused = {
  MULTI = "use redis.transaction(f)", EXEC = "use redis.transaction(f)", DISCARD = "use redis.transaction(f)", WATCH = "use a script (EVAL) or redis.transaction(f)",
  SUBSCRIBE = "use a connector, or XREAD of a stream", PSUBSCRIBE = "use a connector, or XREAD of a stream", SSUBSCRIBE = "use a connector, or XREAD of a stream",
  MONITOR = "it would never end", SELECT = "put the database into the URL: redis://host:6379/1", AUTH = "put user and password into the URL", HELLO = "the host speaks RESP 3",
  QUIT = "the host keeps the connection", RESET = "the host keeps the connection",
}

-- Commands that wait at the server. They get a connection of their own, or all other requests would wait with them.
local blocking = { BLPOP = true, BRPOP = true, BLMOVE = true, BRPOPLPUSH = true, BLMPOP = true, BZPOPMIN = true, BZPOPMAX = true, BZMPOP = true, WAIT = true, WAITAOF = true }

local function name_of(name, level)
  if type(name) ~= "string" or name == "" then
    error(format("bad argument #1 to 'call' (name of a command expected, got %s)", type(name)), level + 1)
  end
  name = upper(name)
  if refused[name] then error(format("redis: %s can't be called: %s", name, refused[name]), level + 1) end
  return name
end

local function blocks(name, ...)
  if blocking[name] then return true end
  if name ~= "XREAD" and name ~= "XREADGROUP" then return false end
  for i = 1, select("#", ...) do
    local word = select(i, ...)
    if type(word) == "string" and upper(word) == "BLOCK" then return true end
  end
  return false
end

-- Collects commands; its functions answer nothing, since nothing is sent yet.
local function collector()
  local commands = {}
  local function add(name, ...) commands[#commands + 1] = { name_of(name, 3), ... } end
  return setmetatable({ call = add }, {
    __index = function(_, name)
      return function(...) add(name, ...) end
    end,
  }), commands
end

local function client_of(connection)
  -- The server to use is looked up with the first command, so that a handler loads without one.
  local function number()
    if type(connection) ~= "number" then connection = host.connect(connection) end
    return connection
  end

  local client = {}

  function client.call(name, ...)
    name = name_of(name, 2)
    return (blocks(name, ...) and host.alone or host.call)(number(), name, ...)
  end

  local function together(f, transaction, what)
    if type(f) ~= "function" then error(format("bad argument #1 to '%s' (function expected, got %s)", what, type(f)), 3) end
    local collected, commands = collector()
    f(collected)
    if #commands == 0 then return {} end
    return host.all(number(), transaction, commands)
  end

  -- Sends what f calls in one go and returns the list of answers.
  function client.pipeline(f) return (together(f, false, "pipeline")) end

  -- The same as one transaction: all or nothing is done, and nothing of others in between.
  function client.transaction(f) return (together(f, true, "transaction")) end

  return setmetatable(client, {
    __index = function(_, name)
      if type(name) ~= "string" then return nil end
      local function command(...) return client.call(name, ...) end
      client[name] = command
      return command
    end,
  })
end

local redis = client_of()

-- A client of another server.
function redis.connect(url)
  if type(url) ~= "string" then error(format("bad argument #1 to 'connect' (URL expected, got %s)", type(url)), 2) end
  return client_of(host.connect(url))
end

return redis
