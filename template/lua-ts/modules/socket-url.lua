-- The module "socket.url": LuaSocket's functions of this name, for code that was written for it.
local host = ...
local url = host.url()

local byte, format, gmatch, gsub, match, sub = string.byte, string.format, string.gmatch, string.gsub, string.match, string.sub

local socket_url = { _VERSION = "URL 1.0.3", unescape = url.unescape }

-- LuaSocket escapes every character but letters, digits and the underscore, in lower case.
function socket_url.escape(text)
  return (gsub(text, "[^%w_]", function(c) return format("%%%02x", byte(c)) end))
end

function socket_url.parse(text, default)
  local parsed = {}
  for name, value in pairs(default or parsed) do parsed[name] = value end
  if not text or text == "" then return nil, "invalid url" end
  local function take(name, pattern)
    text = gsub(text, pattern, function(part)
      parsed[name] = part
      return ""
    end)
  end
  take("scheme", "^(%w[%w+.-]*):")
  take("authority", "^//([^/?#]*)")
  take("fragment", "#(.*)$")
  take("query", "%?(.*)$")
  take("params", ";(.*)$")
  if text ~= "" then parsed.path = text end
  if not parsed.authority then return parsed end
  text = parsed.authority
  take("userinfo", "^([^@]*)@")
  take("port", ":([^:%]]*)$")
  if text ~= "" then parsed.host = match(text, "^%[(.+)%]$") or text end
  if parsed.userinfo then
    text = parsed.userinfo
    take("password", ":([^:]*)$")
    parsed.user = text
  end
  return parsed
end

local function authority_of(parsed)
  if not parsed.host then return parsed.authority end
  local text = parsed.host:find(":", 1, true) and "[" .. parsed.host .. "]" or parsed.host
  if parsed.port then text = text .. ":" .. tostring(parsed.port) end
  local userinfo = parsed.userinfo
  if parsed.user then userinfo = parsed.password and parsed.user .. ":" .. parsed.password or parsed.user end
  return userinfo and userinfo .. "@" .. text or text
end

function socket_url.build(parsed)
  local text = parsed.path or ""
  if parsed.params then text = text .. ";" .. parsed.params end
  if parsed.query then text = text .. "?" .. parsed.query end
  local authority = authority_of(parsed)
  if authority then text = "//" .. authority .. text end
  if parsed.scheme then text = parsed.scheme .. ":" .. text end
  if parsed.fragment then text = text .. "#" .. parsed.fragment end
  return text
end

function socket_url.absolute(base, relative)
  if type(base) == "table" then base = socket_url.build(base) end
  if not base or base == "" then return relative end
  if not relative or relative == "" then return base end
  return url.resolve(base, relative)
end

function socket_url.parse_path(path)
  local parsed = {}
  path = path or ""
  for segment in gmatch(path, "[^/]+") do parsed[#parsed + 1] = url.unescape(segment) end
  if sub(path, 1, 1) == "/" then parsed.is_absolute = 1 end
  if sub(path, -1) == "/" then parsed.is_directory = 1 end
  return parsed
end

-- The characters that RFC 3986 §3.3 lets stand in a segment.
local function protected(segment)
  return (gsub(segment, "[^%w%-_.!~*'():@&=+$,]", function(c) return format("%%%02X", byte(c)) end))
end

function socket_url.build_path(parsed, unsafe)
  local segments = {}
  for i, segment in ipairs(parsed) do segments[i] = unsafe and segment or protected(segment) end
  local path = table.concat(segments, "/")
  if parsed.is_directory and #segments > 0 then path = path .. "/" end
  return parsed.is_absolute and "/" .. path or path
end

return socket_url
