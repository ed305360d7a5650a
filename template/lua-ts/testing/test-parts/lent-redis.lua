-- What the host lends to the module redis, with the store of fake.redis in place of a server.
local host = ...

local layers = host.part("layers")

return function(real)
  local lent = setmetatable({}, { __index = real })

  function lent.connect(url)
    -- What is no number is connected anew, with the next command.
    if layers.get("redis") then return url end
    if not url and not host.has_redis then error("tests reach no Redis by accident: call fake.redis(), or set test_redis_url", 0) end
    return real.connect(url)
  end

  for _, name in ipairs { "call", "alone" } do
    lent[name] = function(connection, ...)
      local fake = layers.get("redis")
      if fake then return fake(...) end
      return real[name](connection, ...)
    end
  end

  function lent.all(connection, transaction, commands)
    local fake = layers.get("redis")
    if not fake then return real.all(connection, transaction, commands) end
    local answers = {}
    for i, command in ipairs(commands) do
      local answer = fake(table.unpack(command))
      answers[i] = answer ~= nil and answer
    end
    return answers
  end

  return lent
end
