-- A bit of everything that a request may touch: parameters, headers, JSON, an error that is a reply, coroutines.
return function(event, context)
  if event.method == "POST" then
    local order = event:json()
    context:header("X-Items", #order.items)
    return { name = order.name, items = #order.items, agent = event.headers["user-agent"] }
  end
  if event.query.fail then error({ statusCode = 404, body = "none" }) end
  local words = coroutine.wrap(function()
    for word in ("Hello World"):gmatch("%a+") do coroutine.yield(word) end
  end)
  return words() .. ", " .. (event.name or words()) .. "!"
end
