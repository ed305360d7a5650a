-- The table `fake` of test files: stand-ins for what a function reaches outside of itself. What a test fakes is real
-- again after it; what a setup fakes, after its block.
local host = ...

local pairs, ipairs, type = pairs, ipairs, type
local misuse, spies = host.part("failure").misuse, host.part("spies")

local fake = {}

-- What is faked now, by the name of what it stands for.
local active = {}
host.active = function(name) return active[name] end

local marks = {}

-- Remembers what is faked, spied on, and kept in databases in memory and `kv`.
function fake.mark()
  local copy = {}
  for name, value in pairs(active) do copy[name] = value end
  marks[#marks + 1] = { active = copy, spies = spies.mark() }
  host.mark()
end

-- Brings back what the latest mark remembers.
function fake.rewind()
  local mark = table.remove(marks)
  spies.revert_to(mark.spies)
  active = mark.active
  host.set_clock(active.clock and active.clock.seconds, active.clock and active.clock.skipped or 0)
  host.rewind()
end

local function check_table(value, name)
  if type(value) ~= "table" then misuse("fake.%s takes a table, got %s", name, type(value)) end
end

-- What was faked before, with more names on top.
local function on_top(name, more)
  check_table(more, name)
  local values = {}
  for key, value in pairs(active[name] or {}) do values[key] = value end
  for key, value in pairs(more) do values[key] = value end
  active[name] = values
end

-- Stops the clock at this Unix time in seconds. It moves by fake.advance and by time.sleep, which no longer waits.
function fake.time(seconds)
  if type(seconds) == "string" then seconds = require("time").parse(seconds) or misuse('fake.time can\'t read "%s": give Unix seconds or ISO 8601', seconds) end
  if type(seconds) ~= "number" then misuse("fake.time takes Unix seconds or ISO 8601, got %s", type(seconds)) end
  active.clock = { seconds = seconds, skipped = active.clock and active.clock.skipped or 0 }
  host.set_clock(seconds, active.clock.skipped)
end

-- Lets seconds pass on the stopped clock.
function fake.advance(seconds)
  local clock = active.clock
  if not clock then misuse("fake.advance needs a stopped clock: call fake.time first") end
  if type(seconds) ~= "number" then misuse("fake.advance takes seconds, got %s", type(seconds)) end
  active.clock = { seconds = clock.seconds + seconds, skipped = clock.skipped + seconds }
  host.set_clock(active.clock.seconds, active.clock.skipped)
end

-- Answers secrets.get by name; there are no others.
function fake.secrets(values) on_top("secrets", values) end

-- Answers os.getenv by name, before the real environment; false stands for a variable that isn't set.
function fake.env(values) on_top("env", values) end

for _, name in ipairs { "http", "database", "redis" } do
  fake[name] = function(...)
    local stand_in, made = host.part("fake-" .. name)(active[name], ...)
    active[name] = stand_in
    return made
  end
end

local preload = package.preload

-- Changes a module of the host when it is first loaded.
local function change(name, wrap)
  local original, made = preload[name], nil
  preload[name] = function(...)
    if made == nil then made = wrap(original(...)) end
    return made
  end
end

local getenv = os.getenv
function os.getenv(name)
  local own = active.env and active.env[name]
  if own == nil then return getenv(name) end
  return own ~= false and tostring(own) or nil
end

local time = require "time"
local sleep = time.sleep
function time.sleep(seconds)
  if not active.clock or type(seconds) ~= "number" or seconds < 0 then return sleep(seconds) end
  fake.advance(seconds)
end

change("socket", function(socket)
  socket.sleep = time.sleep
  return socket
end)

change("secrets", function(secrets)
  local get = secrets.get
  function secrets.get(name)
    if not active.secrets then return get(name) end
    local value = active.secrets[name]
    if value ~= nil then return value end
    return nil, ('no secret "%s": it is not among those of fake.secrets'):format(tostring(name))
  end
  return secrets
end)

change("database", function(database) return host.part("faked-database")(database) end)

-- Modules that are written in Lua over functions of the host get some that ask the fake first.
local lenders = { http = "lent-http", redis = "lent-redis" }

function host.lend(lent, name) return lenders[name] and host.part(lenders[name])(lent) or lent end

return fake
