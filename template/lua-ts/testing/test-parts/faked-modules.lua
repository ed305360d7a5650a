-- Has the modules of the host ask fakes first. They do so from the start, so that code which keeps their functions in
-- locals gets the fakes, too.
local host = ...

local fake, layers = host.part("fake"), host.part("layers")
local preload = package.preload

-- Changes a module when it is first loaded.
local function change(name, wrap)
  local load, made = preload[name], nil
  preload[name] = function(...)
    if made == nil then made = wrap(load(...)) end
    return made
  end
end

local getenv = os.getenv
function os.getenv(name)
  local own = layers.get("env")
  if not own or own[name] == nil then return getenv(name) end
  return own[name] ~= false and tostring(own[name]) or nil
end

local time = require "time"
local sleep = time.sleep
function time.sleep(seconds)
  if not layers.get("clock") or type(seconds) ~= "number" or seconds < 0 then return sleep(seconds) end
  fake.advance(seconds)
end

change("socket", function(socket)
  socket.sleep = time.sleep
  return socket
end)

change("secrets", function(secrets)
  local get = secrets.get
  function secrets.get(name)
    local own = layers.get("secrets")
    if not own then return get(name) end
    if own[name] ~= nil then return own[name] end
    return nil, ('no secret "%s": it is not among those of fake.secrets'):format(tostring(name))
  end
  return secrets
end)

change("database", host.part("faked-database"))

-- Modules that are written in Lua over functions of the host are lent some that ask the fake.
local lenders = { http = "lent-http", redis = "lent-redis" }

return function(lent, module)
  return lenders[module] and host.part(lenders[module])(lent) or lent
end
