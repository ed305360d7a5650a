-- Shows values as a reader of a failed test wants them.
local pairs, sort, tostring, type, getmetatable = pairs, table.sort, tostring, type, getmetatable
local format, rep, concat = string.format, string.rep, table.concat
local null = require("json").null

local show = { formatters = {}, depth = 8 }

local longest = 8000
local longest_short = 200

local escapes = { ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ['"'] = '\\"', ["\\"] = "\\\\" }

-- What is no UTF-8 is shown byte by byte.
local function quoted(text)
  local class = utf8.len(text) and '[%c"\\\127]' or '[%c"\\\127-\255]'
  return '"' .. text:gsub(class, function(char) return escapes[char] or format("\\x%02X", char:byte()) end) .. '"'
end

local ranks = { number = 1, string = 2 }

local function sorted_keys(value)
  local keys = {}
  for key in next, value do keys[#keys + 1] = key end
  sort(keys, function(a, b)
    local first, second = ranks[type(a)] or 3, ranks[type(b)] or 3
    if first ~= second then return first < second end
    if first == 3 then return tostring(a) < tostring(b) end
    return a < b
  end)
  return keys
end

local function key_text(key)
  if type(key) == "string" and key:find("^[%a_][%w_]*$") then return key end
  return "[" .. show.value(key) .. "]"
end

local function written(value, indent, open, level)
  for _, formatter in ipairs(show.formatters) do
    local text = formatter(value)
    if text then return text end
  end
  if type(value) == "string" then return quoted(value) end
  if value == null then return "json.null" end
  if type(value) ~= "table" then return tostring(value) end
  local meta = getmetatable(value)
  if type(meta) == "table" and meta.__tostring then return tostring(value) end
  if open[value] then return "{ … itself … }" end
  if level > show.depth then return "{ … }" end
  open[value] = true
  local items, count = {}, 0
  for _, key in ipairs(sorted_keys(value)) do
    count = count + 1
    local name = key == count and "" or key_text(key) .. " = "
    items[count] = name .. written(value[key], indent and indent .. "  ", open, level + 1)
  end
  open[value] = nil
  if count == 0 then return "{}" end
  local line = "{ " .. concat(items, ", ") .. " }"
  if not indent or (#line <= 60 and not line:find("\n")) then return line end
  return "{\n" .. indent .. "  " .. concat(items, ",\n" .. indent .. "  ") .. "\n" .. indent .. "}"
end

local function cut(text, most)
  if #text <= most then return text end
  return text:sub(1, most) .. format(" … (%d bytes)", #text)
end

-- A value over several lines when it is long.
function show.long(value) return cut(written(value, "", {}, 1), longest) end

-- A value on one line.
function show.value(value) return (written(value, nil, {}, 1)) end

-- A value on one line that is not long.
function show.short(value) return cut(show.value(value), longest_short) end

-- A list of values, as the arguments of a call.
function show.list(values, count)
  local texts = {}
  for i = 1, count or values.n or #values do texts[i] = show.short(values[i]) end
  return "(" .. concat(texts, ", ") .. ")"
end

return show
