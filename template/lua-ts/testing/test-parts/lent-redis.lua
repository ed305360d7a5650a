-- What the host lends to the module redis, with the store of fake.redis in place of a server where there is such a fake.
local host = ...

return function(real)
  local lent = setmetatable({}, { __index = real })

  function lent.connect(url)
    if host.active("redis") then return 0 end
    return real.connect(url)
  end

  for _, name in ipairs { "call", "alone" } do
    lent[name] = function(connection, ...)
      local fake = host.active("redis")
      if fake then return fake(...) end
      return real[name](connection, ...)
    end
  end

  function lent.all(connection, transaction, commands)
    local fake = host.active("redis")
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
