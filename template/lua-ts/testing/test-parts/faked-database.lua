-- The module database, whose functions ask fake.database where there is such a fake.
local host = ...

local layers = host.part("layers")

return function(database)
  local function wrap(name)
    local real = database[name]
    database[name] = function(...)
      local fake = layers.get("database")
      if not fake then return real(...) end
      -- Written with a colon, they do the same.
      if ... == database then return fake[name](select(2, ...)) end
      return fake[name](...)
    end
  end
  for _, name in ipairs { "query", "execute", "rows", "transaction", "dialect", "connect" } do wrap(name) end
  return database
end
