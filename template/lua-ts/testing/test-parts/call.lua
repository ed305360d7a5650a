-- call(handler, event) puts a request to a handler, all the way that a client's takes, and returns what the client gets.
local host = ...

local pairs, ipairs, type, tostring = pairs, ipairs, type, tostring
local concat, sort, format = table.concat, table.sort, string.format
local misuse = host.part("failure").misuse
local json = require("json").new()

local fields = { method = true, path = true, query = true, headers = true, body = true, form = true }

local function escape(text)
  return (tostring(text):gsub("[^%w%-._~]", function(char) return format("%%%02X", char:byte()) end))
end

-- a=1&b=2 of a table; a list gives its name several times.
local function query_text(query)
  if type(query) ~= "table" then return tostring(query) end
  local parts = {}
  for name, value in pairs(query) do
    for _, one in ipairs(type(value) == "table" and value or { value }) do
      parts[#parts + 1] = escape(name) .. "=" .. escape(one)
    end
  end
  sort(parts)
  return concat(parts, "&")
end

-- Names and values in turn, as they stand on the wire.
local function header_list(headers)
  local list, known = {}, {}
  local function add(name, value)
    list[#list + 1] = name
    list[#list + 1] = tostring(value)
    known[name:lower()] = true
  end
  for name, value in pairs(headers or {}) do
    for _, one in ipairs(type(value) == "table" and value or { value }) do add(name, one) end
  end
  return list, function(name, value)
    if not known[name:lower()] then add(name, value) end
  end
end

-- Headers by lower-case name; several values of one name stand in a list. Looking one up ignores case.
local any_case = { __index = function(headers, name)
  return type(name) == "string" and rawget(headers, name:lower()) or nil
end }

local function header_table(list)
  local headers = setmetatable({}, any_case)
  for i = 1, #list, 2 do
    local name, value = list[i]:lower(), list[i + 1]
    local known = headers[name]
    if known == nil then headers[name] = value
    elseif type(known) == "table" then known[#known + 1] = value
    else headers[name] = { known, value } end
  end
  return headers
end

local reply = {}
reply.__index = reply

-- The body, decoded.
function reply:json() return json.decode(self.body) end

local function body_of(event, add_header)
  if event.form ~= nil then
    add_header("Content-Type", "application/x-www-form-urlencoded")
    return query_text(event.form)
  end
  if type(event.body) == "table" then
    add_header("Content-Type", "application/json")
    return json.encode(event.body)
  end
  return event.body ~= nil and tostring(event.body) or nil
end

local function check(event)
  if type(event) ~= "table" then misuse("call takes a handler and a table such as { method = \"GET\", path = \"/\" }, got %s", type(event)) end
  for name in pairs(event) do
    if not fields[name] then
      misuse('call knows no field "%s" of an event: use method, path, query, headers, body (text, or a table for JSON) or form', tostring(name))
    end
  end
  if event.form ~= nil and event.body ~= nil then misuse("call takes either a form or a body") end
end

local function is_handler(value)
  return type(value) == "function" or (type(value) == "table" and type(value.handler) == "function")
end

return function(handler, event)
  if not is_handler(handler) then
    if event ~= nil then misuse("call takes a handler first: a function, or a table with one, as handler.lua returns; got %s", type(handler)) end
    handler, event = nil, handler
  end
  event = event or {}
  check(event)
  local headers, add_header = header_list(event.headers)
  local body = body_of(event, add_header)
  add_header("Host", "localhost")
  add_header("User-Agent", "lua-ts-test")
  add_header("Accept", "*/*")
  if body then add_header("Content-Length", #body) end
  local path, query = tostring(event.path or "/"):match("^([^?]*)%??(.*)$")
  if event.query ~= nil then query = query .. (query ~= "" and "&" or "") .. query_text(event.query) end
  local own = host.isolated
  if type(handler) == "table" then handler = handler.handler
  elseif not handler and not own then handler = host.part("handler").get() end
  local method = event.method or (body and "POST" or "GET")
  local status, list, content, log, cut = host.ask(handler, method, path, query, headers, body or "")
  if cut then misuse("the connection was cut in the middle of the answer\n%s", log) end
  return setmetatable({ status = status, headers = header_table(list), body = content, log = log }, reply)
end
