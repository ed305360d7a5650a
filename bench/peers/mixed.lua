-- A bit of everything that a request may touch: parameters, headers, JSON, an error that is a reply, coroutines, and
-- every way in which a request may end badly.
local time = require "time"

local function fail(how)
  if how == "reply" then error({ statusCode = 404, body = "none" }) end
  if how == "error" then error("on purpose") end
  if how == "nested" then coroutine.wrap(function() table.sort({ 3, 2, 1 }, function() error("in a sort") end) end)() end
  if how == "sleep" then coroutine.wrap(function() time.sleep(60) end)() end
  while how == "loop" do pcall(error) end
end

return function(event, context)
  if event.method == "POST" then
    local order = event:json()
    context:header("X-Items", #order.items)
    return { name = order.name, items = #order.items, agent = event.headers["user-agent"] }
  end
  fail(event.query.fail)
  local words = coroutine.wrap(function()
    for word in ("Hello World"):gmatch("%a+") do coroutine.yield(word) end
  end)
  return words() .. ", " .. (event.name or words()) .. "!"
end
