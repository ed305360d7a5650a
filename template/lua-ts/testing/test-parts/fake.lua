-- The table `fake` of test files: stand-ins for what a function reaches outside of itself.
local host = ...

local pairs, ipairs, type = pairs, ipairs, type
local layers, misuse = host.part("layers"), host.part("failure").misuse

local fake = {}

-- Stops the clock at this Unix time in seconds. It moves by fake.advance and by time.sleep, which no longer waits.
function fake.time(seconds)
  if type(seconds) == "string" then
    seconds = require("time").parse(seconds) or misuse('fake.time can\'t read "%s": give Unix seconds or ISO 8601', seconds)
  end
  if type(seconds) ~= "number" then misuse("fake.time takes Unix seconds or ISO 8601, got %s", type(seconds)) end
  local clock = layers.get("clock")
  layers.set_clock({ seconds = seconds, skipped = clock and clock.skipped or 0 })
end

-- Lets seconds pass on the stopped clock.
function fake.advance(seconds)
  local clock = layers.get("clock") or misuse("fake.advance needs a stopped clock: call fake.time first")
  if type(seconds) ~= "number" then misuse("fake.advance takes seconds, got %s", type(seconds)) end
  layers.set_clock({ seconds = clock.seconds + seconds, skipped = clock.skipped + seconds })
end

-- secrets: the answers of secrets.get by name; there are no others. env: those of os.getenv, before the real
-- environment; false stands for a variable that isn't set. Both add to what is faked already.
for _, name in ipairs { "secrets", "env" } do
  fake[name] = function(more)
    if type(more) ~= "table" then misuse("fake.%s takes a table of names and values, got %s", name, type(more)) end
    local values = {}
    for key, value in pairs(layers.get(name) or {}) do values[key] = value end
    for key, value in pairs(more) do values[key] = value end
    layers.set(name, values)
  end
end

for _, name in ipairs { "http", "database", "redis" } do
  fake[name] = function(answers)
    local stand_in, made = host.part("fake-" .. name)(answers, layers.get(name))
    layers.set(name, stand_in)
    return made
  end
end

return fake
