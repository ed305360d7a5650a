-- Runs one file of tests. `host` holds what the host lends it; the other files of this folder are its parts.
local host = ...
for name, value in pairs(require("json").decode(host.given)) do host[name] = value end

local parts = {}

function host.part(name)
  if parts[name] == nil then parts[name] = host.chunk(name)(host) end
  return parts[name]
end

host.part("luassert")
host.part("assertions")
host.part("spy-assertions")
local suite = host.part("suite")
local spies, match, assert = host.part("spies"), host.part("matchers"), host.part("luassert")

-- What a test file sees besides Lua's own globals.
local words = {
  assert = assert, spy = spies.spy, stub = spies.stub, mock = spies.mock, match = match,
  call = host.part("call"), fake = host.part("fake"),
}
for name, value in pairs(suite.words) do words[name] = value end

local preload = package.preload
local function provide(name, value) preload[name] = function() return value end end
provide("luassert", assert)
provide("luassert.match", match)
provide("luassert.spy", spies.spy)
provide("luassert.stub", spies.stub)
provide("luassert.mock", spies.mock)
provide("say", host.part("say"))
provide("busted", words)
-- What a file begins with to be run by Lua itself.
provide("busted.runner", function() end)

local handler = host.part("handler")

local function run(file)
  local environment = setmetatable({}, { __index = function(_, name)
    local word = words[name]
    if word ~= nil then return word end
    return _G[name]
  end })
  suite.run(file, function()
    local chunk, message = loadfile(file, "t", environment)
    if not chunk then error(message, 0) end
    chunk()
  end, handler)
end

return run, host.part("faked-modules")
