-- Compares values by what is in them, and says where they differ.
local host = ...

local getmetatable, next, pairs, sort, tostring, type = getmetatable, next, pairs, table.sort, tostring, type
local format = string.format
local is_matcher, show = host.part("matchers").is_matcher, host.part("show")

local compare = {}

local most_differences = 20

local function differ(path, expected, found, out)
  out[#out + 1] = { path = path, expected = expected, found = found }
  return false
end

local function step(path, key)
  if type(key) == "string" and key:find("^[%a_][%w_]*$") then return path .. "." .. key end
  return path .. "[" .. show.value(key) .. "]"
end

-- Tables under comparison are taken for equal where they contain themselves.
local function same(expected, found, path, out, open)
  if is_matcher(expected) then return expected(found) or differ(path, expected, found, out) end
  if expected == found then return true end
  if type(expected) ~= "table" or type(found) ~= "table" then return differ(path, expected, found, out) end
  local meta = getmetatable(expected)
  if path ~= "" and type(meta) == "table" and meta.__eq and meta == getmetatable(found) then
    return differ(path, expected, found, out)
  end
  if open[expected] == found then return true end
  open[expected] = found
  local equal = true
  for key, value in next, expected do
    if not same(value, found[key], step(path, key), out, open) then equal = false end
  end
  for key, value in next, found do
    if expected[key] == nil then equal = differ(step(path, key), nil, value, out) end
  end
  open[expected] = nil
  return equal
end

-- True, or false and a list of { path, expected, found }. A matcher in `expected` stands for what it matches.
function compare.same(expected, found)
  local out = {}
  return same(expected, found, "", out, {}), out
end

local function line(difference)
  local expected, found = difference.expected, difference.found
  if expected == nil then return format("%s: %s is too much", difference.path, show.short(found)) end
  if found == nil then return format("%s: missing, expected %s", difference.path, show.short(expected)) end
  return format("%s: expected %s, got %s", difference.path, show.short(expected), show.short(found))
end

-- The differences as text, a line each.
function compare.text(differences)
  local lines = {}
  for i, difference in pairs(differences) do lines[i] = line(difference) end
  sort(lines)
  if #lines > most_differences then
    lines[most_differences + 1] = format("… and %d more", #lines - most_differences)
  end
  return table.concat(lines, "\n", 1, math.min(#lines, most_differences + 1))
end

-- A copy that later changes of the original don't reach. Matchers stay as they are.
function compare.copy(value, copies)
  if type(value) ~= "table" or is_matcher(value) then return value end
  copies = copies or {}
  if copies[value] then return copies[value] end
  local copy = {}
  copies[value] = copy
  for key, inner in next, value do copy[key] = compare.copy(inner, copies) end
  return debug.setmetatable(copy, debug.getmetatable(value))
end

return compare
