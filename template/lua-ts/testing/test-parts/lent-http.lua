-- What the host lends to the module http, with answers of fake.http in place of servers.
local host = ...

local layers = host.part("layers")

return function(real)
  local lent = setmetatable({}, { __index = real })
  -- Transfers that a fake answers, by their handle.
  local transfers = setmetatable({}, { __mode = "k" })

  function lent.open(options)
    local fake = layers.get("http")
    if not fake then
      error(("tests reach no server by accident: fake.http { [\"%s %s\"] = … } answers this request, or true lets it out"):format(options.method, options.url), 0)
    end
    local answer = fake.open(options)
    if not answer then return real.open(options) end
    local transfer = {}
    transfers[transfer] = { answer = answer, options = options, body = options.body and { options.body } or {} }
    return transfer
  end

  function lent.write(transfer, piece)
    local own = transfers[transfer]
    if not own then return real.write(transfer, piece) end
    own.body[#own.body + 1] = piece
    return true
  end

  function lent.head(transfer)
    local own = transfers[transfer]
    if not own then return real.head(transfer) end
    local answer = own.answer(table.concat(own.body))
    if own.options.stream then own.pieces = answer.pieces end
    local whole = not own.options.stream and table.concat(answer.pieces) or nil
    return answer.status, answer.reason, "1.1", answer.headers, answer.all_headers, own.options.url, whole
  end

  function lent.read(transfer)
    local own = transfers[transfer]
    if not own then return real.read(transfer) end
    return table.remove(own.pieces, 1)
  end

  function lent.close(transfer)
    if not transfers[transfer] then return real.close(transfer) end
  end

  return lent
end
