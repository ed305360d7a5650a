-- The module "url": RFC 3986 with the names of its parts, byte for byte.
local url = {}

local byte, char, concat, find, format, gmatch, gsub, match, sub =
  string.byte, string.char, table.concat, string.find, string.format, string.gmatch, string.gsub, string.match, string.sub

local function expect(value, index, name, wanted)
  if type(value) ~= wanted then
    error(format("bad argument #%d to '%s' (%s expected, got %s)", index, name, wanted, type(value)), 3)
  end
  return value
end

local function escape_byte(c) return format("%%%02X", byte(c)) end
local function unescape_byte(hex) return char(tonumber(hex, 16)) end

-- Everything but the unreserved characters of RFC 3986 §2.3.
local function escape(text) return (gsub(text, "[^%w%-._~]", escape_byte)) end
local function unescape(text) return (gsub(text, "%%(%x%x)", unescape_byte)) end

function url.escape(text)
  if type(text) == "number" then text = tostring(text) end
  return escape(expect(text, 1, "escape", "string"))
end

function url.unescape(text) return unescape(expect(text, 1, "unescape", "string")) end

-- host, port and userinfo of an authority; nil and why when it is none.
local function authority_parts(authority, parts)
  local userinfo, server = match(authority, "^(.*)@(.*)$")
  if userinfo then
    parts.userinfo = userinfo
    local user, password = match(userinfo, "^([^:]*):(.*)$")
    parts.user = unescape(user or userinfo)
    parts.password = password and unescape(password)
  end
  server = server or authority
  local host, port = match(server, "^(%[[%x:.]+%]):?(%d*)$")
  if not host then host, port = match(server, "^([^:%[%]]*):?(%d*)$") end
  if not host then return nil, format("no host and port: %q", server) end
  parts.host = match(host, "^%[(.*)%]$") or host
  if port ~= "" then
    parts.port = tonumber(port)
    if parts.port > 65535 then return nil, "port above 65535: " .. port end
  end
  return parts
end

-- RFC 3986, appendix B.
local function split(text)
  local scheme, rest = match(text, "^(%a[%w+.-]*):(.*)$")
  rest = rest or text
  local before, fragment = match(rest, "^([^#]*)#(.*)$")
  rest = before or rest
  local path, query = match(rest, "^([^?]*)%?(.*)$")
  path = path or rest
  local authority, under = match(path, "^//([^/]*)(.*)$")
  return scheme, authority, under or path, query, fragment
end

function url.parse(text)
  expect(text, 1, "parse", "string")
  if find(text, "[%c ]") then return nil, "a URL has no spaces and control characters; escape them" end
  local scheme, authority, path, query, fragment = split(text)
  local parts = { scheme = scheme and scheme:lower(), path = path, query = query, fragment = fragment }
  if authority then return authority_parts(authority, parts) end
  return parts
end

local function authority_of(parts)
  if not parts.host then return nil end
  local host = find(parts.host, ":", 1, true) and "[" .. parts.host .. "]" or parts.host
  if parts.port then host = format("%s:%d", host, parts.port) end
  local userinfo = parts.user and escape(parts.user) or parts.userinfo
  if parts.user and parts.password then userinfo = userinfo .. ":" .. escape(parts.password) end
  return userinfo and userinfo .. "@" .. host or host
end

-- RFC 3986 §5.3.
local function join(scheme, authority, path, query, fragment)
  return (scheme and scheme .. ":" or "") .. (authority and "//" .. authority or "") .. path ..
    (query and "?" .. query or "") .. (fragment and "#" .. fragment or "")
end

function url.build(parts)
  expect(parts, 1, "build", "table")
  local authority, path, query = authority_of(parts), parts.path or "", parts.query
  if authority and path ~= "" and sub(path, 1, 1) ~= "/" then path = "/" .. path end
  if type(query) == "table" then query = url.encode_query(query) end
  return join(parts.scheme, authority, path, query, parts.fragment)
end

-- RFC 3986 §5.2.4.
local function without_dots(path)
  local kept, last = {}, nil
  for segment in gmatch(path .. "/", "([^/]*)/") do
    last = segment
    if segment == ".." then
      if #kept > 1 or (kept[1] and kept[1] ~= "") then kept[#kept] = nil end
    elseif segment ~= "." then
      kept[#kept + 1] = segment
    end
  end
  if last == "." or last == ".." then kept[#kept + 1] = "" end
  if #kept == 1 and sub(path, 1, 1) == "/" then kept[2] = "" end
  return concat(kept, "/")
end

local function merged(base_authority, base_path, path)
  if base_authority and base_path == "" then return "/" .. path end
  return match(base_path, "^(.*/)[^/]*$") and match(base_path, "^(.*/)[^/]*$") .. path or path
end

function url.resolve(base, reference)
  local b_scheme, b_authority, b_path, b_query = split(expect(base, 1, "resolve", "string"))
  local scheme, authority, path, query, fragment = split(expect(reference, 2, "resolve", "string"))
  if scheme then return join(scheme, authority, without_dots(path), query, fragment) end
  if authority then return join(b_scheme, authority, without_dots(path), query, fragment) end
  if path == "" then return join(b_scheme, b_authority, b_path, query or b_query, fragment) end
  if sub(path, 1, 1) ~= "/" then path = merged(b_authority, b_path, path) end
  return join(b_scheme, b_authority, without_dots(path), query, fragment)
end

local function by_text(a, b) return tostring(a) < tostring(b) end

local function pair(name, value)
  local kind = type(value)
  if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
    error(format("bad argument #1 to 'encode_query' (value of '%s' is a %s: expected a string, number, boolean or a list of these)", name, kind), 3)
  end
  return escape(name) .. "=" .. escape(tostring(value))
end

-- Names in order, so that equal tables give equal text.
function url.encode_query(parameters)
  expect(parameters, 1, "encode_query", "table")
  local names, pairs_of = {}, {}
  for name in pairs(parameters) do names[#names + 1] = name end
  table.sort(names, by_text)
  for _, name in ipairs(names) do
    local value = parameters[name]
    for _, each in ipairs(type(value) == "table" and value or { value }) do
      pairs_of[#pairs_of + 1] = pair(tostring(name), each)
    end
  end
  return concat(pairs_of, "&")
end

local function form_text(text) return unescape((gsub(text, "+", " "))) end

-- The last value of each name, and a second table with all of them.
function url.decode_query(text)
  local last, all = {}, {}
  for part in gmatch(gsub(expect(text, 1, "decode_query", "string"), "^%?", ""), "[^&]+") do
    local name, value = match(part, "^([^=]*)=(.*)$")
    name, value = form_text(name or part), form_text(value or "")
    last[name] = value
    all[name] = all[name] or {}
    table.insert(all[name], value)
  end
  return last, all
end

return url
