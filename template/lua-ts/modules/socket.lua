-- The module "socket": of LuaSocket's functions of this name those that need no socket.
local host = ...
local time = host.time()

local socket = { _VERSION = "LuaSocket 3.0.0", gettime = time.now, sleep = time.sleep }

-- Sockets of its own a function can't have; what speaks HTTP has socket.http.
for _, name in ipairs { "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "connect", "connect4", "connect6", "bind", "select" } do
  socket[name] = function()
    error(("socket.%s is not available in a function: use http, redis or database"):format(name), 2)
  end
end

-- Returns what follows the first argument when that is true; raises the second otherwise, for protect to catch.
local thrown = {}

function socket.newtry(finalizer)
  return function(...)
    local ok, problem = ...
    if ok then return ... end
    if finalizer then pcall(finalizer) end
    error(setmetatable({ problem }, thrown), 0)
  end
end

socket.try = socket.newtry()

local function protected(ok, ...)
  if ok then return ... end
  local problem = ...
  if getmetatable(problem) == thrown then return nil, problem[1] end
  error(problem, 0)
end

function socket.protect(f)
  return function(...) return protected(pcall(f, ...)) end
end

function socket.skip(n, ...) return select(n + 1, ...) end

return socket
