-- The contract's function for the function host; ../function.ts is the same for of-watchdog.
local time = require "time"

local load_ms = tonumber(os.getenv("contract_load_ms") or 0)
local load_end = os.clock() + load_ms / 1000
while os.clock() < load_end do end

local text = { ["Content-Type"] = "text/plain" }

local function answer(body, status)
  return { statusCode = status or 200, headers = text, body = body }
end

local function stream(event, context, content_type, piece)
  context:header("Content-Type", content_type)
  for n = 1, tonumber(event.query.n) do
    if n > 1 then time.sleep(tonumber(event.query.ms) / 1000) end
    context:write(piece:format(n))
  end
end

local function describe_request(event)
  local lines = { "method " .. event.method, "path " .. event.path }
  local function add_sorted(more)
    table.sort(more)
    for _, line in ipairs(more) do lines[#lines + 1] = line end
  end
  local pairs_seen, headers = {}, {}
  for name, values in pairs(event.multiValueQueryStringParameters) do
    for _, value in ipairs(values) do pairs_seen[#pairs_seen + 1] = "query " .. name .. "=" .. value end
  end
  for name, value in pairs(event.headers) do headers[#headers + 1] = "header " .. name .. ": " .. value end
  add_sorted(pairs_seen)
  add_sorted(headers)
  return table.concat(lines, "\n") .. "\n"
end

local routes = {
  ["/hello"] = function() return answer("hello") end,
  ["/echo"] = function(event)
    local content_type = event.headers["content-type"] or "application/octet-stream"
    return { statusCode = 200, headers = { ["Content-Type"] = content_type }, body = event.body or "" }
  end,
  ["/slow"] = function(event)
    time.sleep(tonumber(event.query.ms) / 1000)
    return answer("slow")
  end,
  ["/spin"] = function(event)
    local spin_end = time.now() + tonumber(event.query.ms) / 1000
    while time.now() < spin_end do end
    return answer("spun")
  end,
  ["/chunks"] = function(event, context) return stream(event, context, "text/plain", "chunk %d\n") end,
  ["/sse"] = function(event, context) return stream(event, context, "text/event-stream", "data: %d\n\n") end,
  ["/bytes"] = function(event) return answer(("x"):rep(tonumber(event.query.n))) end,
  ["/redirect"] = function() return { statusCode = 302, headers = { Location = "/hello?from=a%2Fb" }, body = "" } end,
  ["/cookies"] = function()
    local headers = { ["Content-Type"] = "text/plain", ["Set-Cookie"] = { "a=1; Path=/", "b=2; Path=/" } }
    return { statusCode = 200, headers = headers, body = "cookies" }
  end,
  ["/status"] = function(event)
    local status = tonumber(event.query.code)
    if status == 204 or status == 304 then return { statusCode = status } end
    return answer("status " .. event.query.code, status)
  end,
  ["/crash-mid-body"] = function(_, context)
    context:header("Content-Type", "text/plain")
    context:write("partial")
    time.sleep(0.1)
    error("crashed on purpose")
  end,
  ["/fail"] = function() error("failed on purpose") end,
  ["/print"] = function(event)
    print(event.query.text)
    return answer("printed")
  end,
  ["/long-line"] = function(event)
    print(("x"):rep(tonumber(event.query.bytes)))
    return answer("printed")
  end,
  ["/exit0"] = function() os.exit(0) end,
}

return function(event, context)
  if event.path:find("^/request") then return answer(describe_request(event)) end
  local route = routes[event.path]
  if route then return route(event, context) end
  return answer("no route " .. event.path, 404)
end
