-- The module "test", for the *_test.lua files of a function: test(name, body), test.call(request), test.equal(a, b).
-- `host` holds what the host lends it.
local host = ...

local error, pairs, ipairs, type, tostring, select = error, pairs, ipairs, type, tostring, select
local format, concat, sort = string.format, table.concat, table.sort
local json = require "json"

local test = {}

-- Runs one test, at once, and goes on with the next whatever comes of it.
local function run(_, name, body)
  if type(name) ~= "string" or type(body) ~= "function" then
    error('write test("what it shows", function() … end)', 2)
  end
  local passed, message = xpcall(body, function(value)
    if type(value) == "table" then value = json.encode(value) end
    return debug.traceback(tostring(value), 2)
  end)
  host.report(name, passed, message)
end

local function escape(text)
  return (tostring(text):gsub("[^%w%-._~]", function(char) return format("%%%02X", char:byte()) end))
end

-- a=1&b=2 of a table; a list gives its name several times.
local function query_text(query)
  if type(query) ~= "table" then return tostring(query or "") end
  local parts = {}
  for name, value in pairs(query) do
    for _, one in ipairs(type(value) == "table" and value or { value }) do
      parts[#parts + 1] = escape(name) .. "=" .. escape(one)
    end
  end
  sort(parts)
  return concat(parts, "&")
end

-- Names and values in turn, as they stand on the wire, and whether `wanted` is among the names.
local function header_list(headers, wanted)
  local list, found = {}, false
  for name, value in pairs(headers or {}) do
    found = found or name:lower() == wanted
    for _, one in ipairs(type(value) == "table" and value or { value }) do
      list[#list + 1] = name
      list[#list + 1] = tostring(one)
    end
  end
  return list, found
end

-- Lower-case names; several values of one name stand in a list.
local function header_table(list)
  local headers = {}
  for i = 1, #list, 2 do
    local name, value = list[i]:lower(), list[i + 1]
    local known = headers[name]
    if known == nil then headers[name] = value
    elseif type(known) == "table" then known[#known + 1] = value
    else headers[name] = { known, value } end
  end
  return headers
end

local fields = { method = true, path = true, query = true, headers = true, body = true }

-- Calls the handler as a client would, with everything that stands between the two, and returns its answer:
-- statusCode, headers, body.
function test.call(request)
  request = request or {}
  for name in pairs(request) do
    if not fields[name] then
      error(format('unknown field "%s" of a request: use method, path, query, headers and body', tostring(name)), 2)
    end
  end
  local headers, typed = header_list(request.headers, "content-type")
  local body = request.body
  if type(body) == "table" then
    body = json.encode(body)
    if not typed then
      headers[#headers + 1] = "Content-Type"
      headers[#headers + 1] = "application/json"
    end
  end
  local method = request.method or (body and "POST" or "GET")
  local answer = host.call(method, request.path or "/", query_text(request.query), headers, body or "")
  if answer.cut then
    error("the connection was cut in the middle of the answer: the log says why", 2)
  end
  return { statusCode = answer.statusCode, headers = header_table(answer.headers), body = answer.body }
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local function shown(value)
  if type(value) == "string" then return format("%q", value) end
  if type(value) ~= "table" then return tostring(value) end
  local encodable, text = pcall(json.encode, value)
  return encodable and text or tostring(value)
end

-- Raises an error that shows both values when they differ; tables are compared by what is in them.
function test.equal(found, wanted, ...)
  if same(found, wanted) then return end
  local note = select("#", ...) > 0 and tostring((...)) .. ": " or ""
  error(format("%sexpected %s, got %s", note, shown(wanted), shown(found)), 2)
end

return setmetatable(test, { __call = run })
