-- The module "cookie": RFC 6265, reading Cookie and writing Set-Cookie.
local cookie = {}

local byte, char, find, format, gmatch, gsub, match = string.byte, string.char, string.find, string.format, string.gmatch, string.gsub, string.match

local function escape_byte(c) return format("%%%02X", byte(c)) end
local function unescape_byte(hex) return char(tonumber(hex, 16)) end

-- The first value of a name counts: it is the one with the longest path (RFC 6265 §5.4).
function cookie.parse(header)
  local cookies = {}
  if header == nil then return cookies end
  if type(header) ~= "string" then
    error(format("bad argument #1 to 'parse' (string expected, got %s); pass event.headers.cookie", type(header)), 2)
  end
  for part in gmatch(header, "[^;]+") do
    local name, value = match(part, "^%s*([^=%s]+)%s*=%s*(.-)%s*$")
    if name and cookies[name] == nil then
      cookies[name] = gsub(match(value, '^"(.*)"$') or value, "%%(%x%x)", unescape_byte)
    end
  end
  return cookies
end

local same_sites = { strict = "Strict", lax = "Lax", none = "None" }

local function bad(what, fix, value)
  error(format("bad argument #3 to 'serialize' (%s: %s, got %s)", what, fix, tostring(value)), 4)
end

local attributes = {
  max_age = function(value)
    if math.type(value) == nil or value % 1 ~= 0 then bad("max_age", "whole seconds expected", value) end
    return format("Max-Age=%d", value)
  end,
  expires = function(value)
    if type(value) ~= "number" then bad("expires", "Unix time expected", value) end
    return "Expires=" .. os.date("!%a, %d %b %Y %H:%M:%S GMT", math.floor(value))
  end,
  domain = function(value)
    if type(value) ~= "string" or find(value, "[^%w.-]") then bad("domain", "name of a host expected", value) end
    return "Domain=" .. value
  end,
  path = function(value)
    if type(value) ~= "string" or find(value, "[%c;]") then bad("path", "path without ';' expected", value) end
    return "Path=" .. value
  end,
  secure = function(value) return value and "Secure" end,
  http_only = function(value) return value and "HttpOnly" end,
  partitioned = function(value) return value and "Partitioned" end,
  same_site = function(value)
    local known = type(value) == "string" and same_sites[value:lower()]
    if not known then bad("same_site", '"Strict", "Lax" or "None" expected', value) end
    return "SameSite=" .. known
  end,
}

local order = { "path", "domain", "max_age", "expires", "secure", "http_only", "same_site", "partitioned" }

local function check_names(options)
  for name in pairs(options) do
    if not attributes[name] then bad(format("no attribute '%s'", tostring(name)), "one of " .. table.concat(order, ", "), tostring(name)) end
  end
  if type(options.same_site) == "string" and options.same_site:lower() == "none" and not options.secure then
    bad("same_site None", "secure = true beside it expected, browsers drop the cookie otherwise", tostring(options.secure))
  end
end

-- The value of a Set-Cookie header. What can't stand in a cookie is percent-encoded, and decoded by parse.
function cookie.serialize(name, value, options)
  if type(name) ~= "string" or not find(name, "^[%w!#$%%&'*+%-.^_`|~]+$") then
    error(format("bad argument #1 to 'serialize' (name of a cookie expected, got %s)", tostring(name)), 2)
  end
  if type(value) ~= "string" and type(value) ~= "number" then
    error(format("bad argument #2 to 'serialize' (string expected, got %s)", type(value)), 2)
  end
  options = options or {}
  check_names(options)
  local parts = { name .. "=" .. gsub(value, "[^%w!#$&'()*+%-./:<=>?@%[%]^_`{|}~]", escape_byte) }
  for _, attribute in ipairs(order) do
    if options[attribute] ~= nil then parts[#parts + 1] = attributes[attribute](options[attribute]) or nil end
  end
  return table.concat(parts, "; ")
end

return cookie
