-- Server-sent events: a counter that ticks. Open it with curl -N, or with EventSource in a browser.
--
--   ?count=10         how many events to send
--   ?interval_ms=1000 time between two of them

local time = require "time"

-- A whole number from the query, or the default when it isn't there.
local function whole(query, name, default, most)
  local number = tonumber(query[name] or default)
  if not number or number % 1 ~= 0 or number < 0 or number > most then
    error({ statusCode = 400, body = name .. " must be a whole number from 0 to " .. most })
  end
  return number
end

local function handler(event, context)
  local count = whole(event.query, "count", 10, 100000)
  local interval_ms = whole(event.query, "interval_ms", 1000, 60000)

  context:header("Content-Type", "text/event-stream")
  context:header("Cache-Control", "no-store")
  -- The head goes out now, so that the client knows at once that it is connected.
  context:flush()

  for n = 1, count do
    if n > 1 then
      -- Waits without holding up anybody: a thousand clients may be waiting here.
      time.sleep(interval_ms / 1000)
    end
    -- The client has gone: nobody is left to send to.
    if context:aborted() then
      print("client gone after " .. n - 1 .. " events")
      return
    end
    context:write("id: " .. n .. "\nevent: tick\ndata: " .. n .. " of " .. count .. "\n\n")
  end
end

return handler
