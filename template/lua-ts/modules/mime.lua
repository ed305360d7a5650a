-- The module "mime": of LuaSocket's functions of this name those for base64 and for lines.
local host = ...
local base64 = host.base64()

local sub = string.sub

local mime = { _VERSION = "MIME 1.0.3" }

-- mime.b64(a[, b]): as much of a .. b as fills groups of three is encoded, the rest is returned; without b, all of it.
function mime.b64(a, b)
  if a == nil then return nil, nil end
  if b == nil then return base64.encode(a), "" end
  local all = a .. b
  local whole = #all - #all % 3
  return base64.encode(sub(all, 1, whole)), sub(all, whole + 1)
end

local function plain(text) return (text:gsub("[^%w+/=]", "")) end

-- mime.unb64(a[, b]): likewise, in groups of four; what is no base64 is passed over.
function mime.unb64(a, b)
  if a == nil then return nil, nil end
  local all = plain(a .. (b or ""))
  local whole = #all - #all % 4
  return base64.decode(sub(all, 1, whole)) or "", sub(all, whole + 1)
end

local function coder(low)
  local rest = ""
  return function(chunk)
    local result
    if chunk == nil then
      result = rest ~= "" and low(rest) or nil
      rest = ""
      return result
    end
    result, rest = low(rest, chunk)
    return result
  end
end

local function known(name, kind)
  if kind ~= nil and kind ~= "base64" then
    error(("mime.%s(%q) is not available: of its encodings, base64 is"):format(name, tostring(kind)), 3)
  end
end

function mime.encode(kind)
  known("encode", kind)
  return coder(mime.b64)
end

function mime.decode(kind)
  known("decode", kind)
  return coder(mime.unb64)
end

-- Breaks what passes into lines of `length` characters, 76 unless said otherwise.
function mime.wrap(kind, length)
  if type(kind) == "number" then kind, length = nil, kind end
  known("wrap", kind == "text" and "base64" or kind)
  length = length or 76
  local column = 0
  return function(chunk)
    if chunk == nil then
      if column == 0 then return nil end
      column = 0
      return "\r\n"
    end
    local pieces = {}
    for c in chunk:gmatch("[^\r\n]") do
      if column == length then
        pieces[#pieces + 1] = "\r\n"
        column = 0
      end
      pieces[#pieces + 1] = c
      column = column + 1
    end
    return table.concat(pieces)
  end
end

return mime
