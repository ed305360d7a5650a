-- luassert's assertions about values and errors.
local host = ...

local format, tostring, type = string.format, tostring, type
local assert = host.part("luassert")
local compare, failure, show, unique = host.part("compare"), host.part("failure"), host.part("show"), host.part("unique")

local define, modifier, misuse = assert.define, assert.define_modifier, failure.misuse

for _, name in ipairs { "is", "are", "was", "has", "have", "does", "be", "a", "an", "the" } do modifier(name, function() end) end
for _, name in ipairs { "not", "no" } do modifier(name, function(state) state.mod = not state.mod end) end
modifier("message", function(state, arguments) if arguments.n > 0 then state.failure_message = arguments[1] end end)
modifier("array", function(state, arguments) if arguments.n > 0 then state.array = arguments end end)

local function own_message(state, message)
  if message ~= nil then state.failure_message = message end
end

-- What stands in a report: a sentence about what was wanted, and both values.
local function pair(positive, negative, expected, found)
  return function(arguments, is_positive)
    local details = { message = is_positive and positive or negative, found = show.long(found(arguments)) }
    if is_positive then details.expected = expected(arguments) else details.unexpected = expected(arguments) end
    return details
  end
end

local function first(arguments) return arguments[1] end
local function second(arguments) return arguments[2] end
local function shown_first(arguments) return show.long(arguments[1]) end

local explain_equal = pair("Expected values to be equal", "Expected values not to be equal", shown_first, second)

for _, name in ipairs { "equal", "equals" } do
  define(name, 2, function(state, arguments)
    own_message(state, arguments[3])
    return arguments[1] == arguments[2]
  end, function(arguments, positive)
    local details = explain_equal(arguments, positive)
    if positive and type(arguments[1]) == "table" and compare.same(arguments[1], arguments[2]) then
      details.message = details.message .. ": these are two tables with the same contents, which assert.are.same compares"
    end
    return details
  end)
end

local explain_same = pair("Expected values to be the same", "Expected values not to be the same", shown_first, second)

define("same", 2, function(state, arguments)
  own_message(state, arguments[3])
  local equal, differences = compare.same(arguments[1], arguments[2])
  arguments.differences = differences
  return equal
end, function(arguments, positive)
  local details = explain_same(arguments, positive)
  if positive and type(arguments[1]) == "table" and type(arguments[2]) == "table" then details.diff = compare.text(arguments.differences) end
  return details
end)

local function test_one(name, expected, holds)
  define(name, 0, function(state, arguments)
    own_message(state, arguments[2])
    return holds(arguments[1])
  end, pair("Expected value to be " .. expected, "Expected value not to be " .. expected, function() return expected end, first))
end

test_one("true", "true", function(value) return value == true end)
test_one("false", "false", function(value) return value == false end)
test_one("truthy", "truthy", function(value) return value ~= nil and value ~= false end)
test_one("falsy", "falsy", function(value) return not value end)
for _, name in ipairs { "nil", "boolean", "number", "string", "table", "function", "userdata", "thread" } do
  test_one(name, name == "nil" and "nil" or "of type " .. name, function(value) return type(value) == name end)
end

define("near", 3, function(state, arguments)
  own_message(state, arguments[4])
  local numbers = {}
  for i = 1, 3 do
    numbers[i] = tonumber(arguments[i])
    if not numbers[i] then misuse("bad argument #%d to 'near' (number expected, got %s)", i, type(arguments[i])) end
  end
  return numbers[2] >= numbers[1] - numbers[3] and numbers[2] <= numbers[1] + numbers[3]
end, pair("Expected numbers to be near", "Expected numbers not to be near", function(arguments)
  return format("%s ± %s", arguments[1], arguments[3])
end, second))

define("unique", 1, function(state, arguments)
  local deep, message = arguments[2], arguments[3]
  if type(deep) ~= "boolean" and deep ~= nil then deep, message = arguments[3], arguments[2] end
  own_message(state, message)
  return unique(arguments[1], deep)
end, pair("Expected values to be unique", "Expected values not to be unique", function() return "no two that are equal" end, first))

-- Arguments after the subject: init and plain as string.find has them, and a message anywhere among them.
local function pattern_options(state, arguments)
  local init, plain
  for i = 3, arguments.n do
    local value = arguments[i]
    if type(value) == "boolean" then plain = value
    elseif type(value) == "number" then init = value
    else own_message(state, value) end
  end
  return init, plain
end

local function matched(text, pattern, init, plain)
  if plain then
    local found = text:find(pattern, init or 1, true) ~= nil
    return found, found and { pattern } or {}
  end
  local captures = { text:match(pattern, init or 1) }
  return captures[1] ~= nil, captures
end

local function as_text(value)
  if type(value) == "string" or type(value) == "number" then return tostring(value) end
  local meta = getmetatable(value)
  if type(meta) == "table" and meta.__tostring then return tostring(value) end
end

for _, name in ipairs { "match", "matches" } do
  define(name, 2, function(state, arguments)
    if type(arguments[1]) ~= "string" then misuse("bad argument #1 to '%s' (pattern expected, got %s)", name, type(arguments[1])) end
    local init, plain = pattern_options(state, arguments)
    local text = as_text(arguments[2])
    if not text then return false end
    return matched(text, arguments[1], init, plain)
  end, pair("Expected text to match", "Expected text not to match", shown_first, second))
end

local no_error = setmetatable({}, { __tostring = function() return "no error" end })

local function caught(f, name)
  local meta = type(f) == "table" and getmetatable(f)
  if type(f) ~= "function" and not (meta and meta.__call) then
    misuse("bad argument #1 to '%s' (function expected, got %s)", name, type(f))
  end
  local ok, value = pcall(f)
  if ok then return no_error end
  return failure.bare(value)
end

-- What assertions about errors return: the error, if there was one, and their other arguments.
local function thrown(value, arguments)
  local results = { n = arguments.n, table.unpack(arguments, 1, arguments.n) }
  results[1] = value ~= no_error and value or nil
  return results
end

local explain_error = pair("Expected another error", "Expected no such error", second, function(arguments) return arguments.caught end)

for _, name in ipairs { "error", "errors" } do
  define(name, 1, function(state, arguments)
    own_message(state, arguments[3])
    local value, wanted = caught(arguments[1], name), arguments[2]
    arguments.caught = value
    local results = thrown(value, arguments)
    if value == no_error then return false, results end
    if wanted == nil then return true, results end
    if type(wanted) ~= "string" then return (compare.same(wanted, value)), results end
    results[1] = as_text(value) and failure.bare(as_text(value)) or value
    return wanted == results[1], results
  end, function(arguments, positive)
    local details = explain_error(arguments, positive)
    details.expected = details.expected and (arguments[2] == nil and "an error" or show.long(arguments[2]))
    if not positive and arguments[2] == nil then
      details.unexpected, details.message = nil, "Expected no error, got " .. show.short(arguments.caught)
    end
    if arguments.caught == no_error then details.message = "Expected an error" end
    return details
  end)
end

for _, name in ipairs { "error_matches", "error_match", "matches_error", "match_error" } do
  define(name, 2, function(state, arguments)
    local value = caught(arguments[1], name)
    arguments.caught = value
    local init, plain = pattern_options(state, arguments)
    local text = value ~= no_error and as_text(value)
    if not text then return false, thrown(value, arguments) end
    local found, captures = matched(text, arguments[2], init, plain)
    return found, found and captures or thrown(text, arguments)
  end, function(arguments, positive)
    local details = explain_error(arguments, positive)
    details.expected = details.expected and show.long(arguments[2])
    details.unexpected = details.unexpected and show.long(arguments[2])
    if arguments.caught == no_error then details.message = "Expected an error" end
    return details
  end)
end

define("returned_arguments", 1, function(_, arguments) return arguments[1] == arguments.n - 1 end, function(arguments)
  return { message = "Expected another number of values", expected = tostring(arguments[1]), found = tostring(arguments.n - 1) }
end)

-- assert.array(list).has.no.holes()
define("holes", 0, function(state, arguments)
  local list, length = rawget(state, "array"), arguments[1]
  if not list then misuse("write assert.array(list).has.no.holes()") end
  list = list[1]
  if not length then
    length = 0
    for key in pairs(list) do
      if math.type(key) == "integer" and key > length then length = key end
    end
  end
  for i = 1, length do
    if list[i] == nil then
      arguments.hole = i
      return true, { i }
    end
  end
  return false
end, function(arguments, positive)
  return { message = positive and "Expected holes in the list" or format("Expected no holes in the list: there is one at %s", arguments.hole) }
end)

return true
