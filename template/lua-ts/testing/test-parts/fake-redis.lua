-- fake.redis() is an empty server in memory; fake.redis { GET = function(key) … end } answers some commands itself.
local host = ...

local pairs, tostring, type = pairs, tostring, type
local misuse = host.part("failure").misuse

return function(commands)
  if commands ~= nil and type(commands) ~= "table" then misuse("fake.redis takes a table of commands or nothing, got %s", type(commands)) end
  local store = host.part("fake-redis-store")()
  local made, server = { commands = {} }, {}
  host.part("fake-redis-keys")(server, store)
  host.part("fake-redis-collections")(server, store)
  for name, answer in pairs(commands or {}) do server[tostring(name):upper()] = answer end

  return function(name, ...)
    local arguments = { ... }
    -- A server gets words.
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
