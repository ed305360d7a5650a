-- fake.http { ["GET https://api.example.com/users/1"] = { status = 200, body = { name = "Ada" } } }
local host = ...

local pairs, ipairs, type, tostring = pairs, ipairs, type, tostring
local misuse = host.part("failure").misuse
local json = require("json").new()

-- Error values of the module http print themselves; this is how one says what it is.
local error_meta = { __tostring = function(self) return self.message end }

local function pattern_of(url)
  local pattern = url:gsub("%p", "%%%0"):gsub("%%%*", ".*")
  -- A route that says nothing of the query is for any.
  return "^" .. pattern .. (url:find("?", 1, true) and "$" or "%??[^?]*$")
end

local function route_of(key, answer)
  if type(key) ~= "string" then misuse('fake.http takes a table of "METHOD URL" and answers, got a key of type %s', type(key)) end
  local method, url = key:match("^(%u+) +(%S+)$")
  url = url or key
  if not url:find("^https?://") and url:sub(1, 1) ~= "*" then misuse('fake.http can\'t use "%s": write "METHOD URL" with a URL that begins with http:// or https://', key) end
  return { method = method, pattern = pattern_of(url), answer = answer, length = #url:gsub("%*", "") }
end

-- Several values of one name stand in one text.
local function joined(headers)
  local texts = {}
  for name, values in pairs(headers) do texts[name] = table.concat(values, name == "set-cookie" and "; " or ", ") end
  return texts
end

local function answer_of(given)
  if type(given) == "string" then given = { body = given } end
  if type(given) == "number" then given = { status = given } end
  if type(given) ~= "table" then misuse("fake.http can't answer with a %s: give status, headers and body, or a function that returns them", type(given)) end
  if given.error then error(setmetatable({ code = given.error, message = tostring(given.message or given.error) }, error_meta), 0) end
  local headers, body = {}, given.body
  for name, value in pairs(given.headers or {}) do headers[name:lower()] = type(value) == "table" and value or { tostring(value) } end
  if given.json ~= nil then body = given.json end
  if given.json ~= nil or (type(body) == "table" and given.chunks == nil) then
    headers["content-type"] = headers["content-type"] or { "application/json" }
    body = json.encode(body)
  end
  local pieces = {}
  for _, piece in ipairs(given.chunks or { body }) do
    if tostring(piece) ~= "" then pieces[#pieces + 1] = tostring(piece) end
  end
  return { status = given.status or 200, reason = given.reason or "", headers = joined(headers), all_headers = headers, pieces = pieces }
end

local function header_table(lines)
  local headers = {}
  for i = 1, #lines, 2 do headers[lines[i]:lower()] = lines[i + 1] end
  return headers
end

-- What an answer is given for, in the test's own words.
local function next_answer(route)
  local answer = route.answer
  if type(answer) == "table" and answer[1] ~= nil then
    route.at = math.min((route.at or 0) + 1, #answer)
    answer = answer[route.at]
  end
  return answer
end

local function find(routes, request)
  local best
  for _, route in ipairs(routes) do
    local fits = (not route.method or route.method == request.method) and request.url:find(route.pattern)
    if fits and (not best or route.length > best.length) then best = route end
  end
  return best
end

-- Returns what answers requests, and what the test gets: a table whose `requests` are those that came. What was faked
-- before answers what these don't.
return function(answers, before)
  if type(answers) ~= "table" then misuse('fake.http takes a table such as { ["GET https://api.example.com/"] = { status = 200 } }, got %s', type(answers)) end
  local routes, made = {}, { requests = {} }
  local stand_in = { known = before and before.known or "" }
  for key, answer in pairs(answers) do
    routes[#routes + 1] = route_of(key, answer)
    stand_in.known = "\n  " .. key .. stand_in.known
  end

  function stand_in.find(request)
    local route = find(routes, request)
    if route then return route, made.requests end
    if before then return before.find(request) end
  end

  -- A function of the request's body that gives the answer; nil when the real server is to answer.
  function stand_in.open(options)
    local request = { method = options.method, url = options.url, headers = header_table(options.headers) }
    local route, requests = stand_in.find(request)
    if not route then
      error(("fake.http has no answer for %s %s: it knows%s"):format(request.method, request.url, stand_in.known), 0)
    end
    if route.answer == true then return nil end
    return function(body)
      request.body = body
      requests[#requests + 1] = request
      local answer = next_answer(route)
      return answer_of(type(answer) == "function" and answer(request) or answer)
    end
  end

  return stand_in, made
end
