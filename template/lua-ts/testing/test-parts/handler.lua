-- Loads the handler under test: when a test first requires it, with `init`, as the host does at its start.
local host = ...

local handler = {}
local name, file = host.handler_name, host.handler_file
local shutdowns = {}

package.preload[name] = function()
  local chunk, message = loadfile(file)
  if not chunk then error(message, 0) end
  local value = chunk(name)
  local init, shutdown = host.companions(value)
  if shutdown then shutdowns[#shutdowns + 1] = shutdown end
  if init then init() end
  return value
end

-- The handler's function.
function handler.get()
  local value = require(name)
  return type(value) == "table" and value.handler or value
end

-- Loads it if it is there. Should that fail, whoever needs it is told.
function handler.load_early()
  if host.has_handler() then host.part("protected")(function() pcall(require, name) end) end
end

function handler.shut_down()
  for _, shutdown in ipairs(shutdowns) do
    local problem = host.part("protected")(shutdown)
    if problem then host.log("The handler's shutdown failed: " .. problem.message) end
  end
end

return handler
