-- The table `assert` of test files: luassert's words over a register of assertions.
local host = ...

local tostring, type = tostring, type
local words, failure, show, say, spies = host.part("words"), host.part("failure"), host.part("show"), host.part("say"), host.part("spies")

local misuse = failure.misuse

local assert = {}
local assertions, modifiers = {}, {}
local parameters = { TableFormatLevel = show.depth }

local function known(name) return assertions[name] or modifiers[name] end

-- Why an assertion that a test added has failed, in its own words.
local function told(assertion, arguments, positive)
  local text = positive and assertion.positive or assertion.negative or assertion.positive
  local shown = { n = arguments.n }
  for i = 1, arguments.n do shown[i] = show.long(arguments[i]) end
  return { message = say(text or "assertion failed!", shown) }
end

local function fail(state, assertion, arguments)
  local details = assertion.explain and assertion.explain(arguments, state.mod) or told(assertion, arguments, state.mod)
  local own = rawget(state, "failure_message")
  if own ~= nil then details.message = (type(own) == "string" and own or show.long(own)) .. "\n" .. details.message end
  failure.raise(details)
end

local chain = words.chain(known, function(state, keys, ...)
  local assertion, name
  for _, key in ipairs(keys) do
    if assertions[key] then assertion, name = assertions[key], key
    elseif not modifiers[key] then misuse('no assertion "%s": see docs/testing.md for those there are', key) end
  end
  local arguments = words.pack(...)
  for _, key in ipairs(keys) do
    -- Words before an assertion take no arguments: those are the assertion's.
    if modifiers[key] then modifiers[key](state, assertion and { n = 0 } or arguments) end
  end
  if not assertion then return state end
  if arguments.n < (assertion.least or 0) then
    misuse("assert.%s needs %d argument%s, got %d", name, assertion.least, assertion.least == 1 and "" or "s", arguments.n)
  end
  local given = words.pack(...)
  local holds, results = assertion.callback(state, arguments, 2)
  if (not not holds) ~= state.mod then fail(state, assertion, arguments) end
  if results then return table.unpack(results, 1, results.n or #results) end
  return table.unpack(given, 1, given.n)
end)

-- An assertion of this file: `least` is how many arguments it needs, explain(arguments, positive) tells why it failed.
function assert.define(name, least, callback, explain)
  assertions[name] = { least = least, callback = callback, explain = explain }
end

function assert.define_modifier(name, callback) modifiers[name] = callback end

-- luassert's own functions, for assertions and matchers that tests add.
function assert:register(kind, name, callback, positive, negative)
  name = name:lower()
  if kind == "assertion" then assertions[name] = { callback = callback, positive = positive, negative = negative }
  elseif kind == "modifier" then modifiers[name] = callback
  elseif kind == "matcher" then host.part("matchers").register(name, callback)
  else misuse('bad argument #1 to \'register\' (assertion, modifier or matcher expected, got "%s")', tostring(kind)) end
end

function assert:unregister(kind, name)
  if kind == "assertion" then assertions[name:lower()] = nil end
  if kind == "modifier" then modifiers[name:lower()] = nil end
end

function assert:add_formatter(formatter) table.insert(show.formatters, 1, formatter) end
function assert:remove_formatter(formatter)
  for i = #show.formatters, 1, -1 do
    if show.formatters[i] == formatter then table.remove(show.formatters, i) end
  end
end

function assert:format(values)
  for i = 1, values.n or #values do values[i] = show.long(values[i]) end
  return values
end

function assert:set_parameter(name, value)
  parameters[name] = value
  if name == "TableFormatLevel" and value then show.depth = value < 0 and math.huge or value end
end
function assert:get_parameter(name) return parameters[name] end

local function copy(list)
  local values = {}
  for key, value in pairs(list) do values[key] = value end
  return values
end

-- Remembers spies, stubs, formatters and parameters; reverting it takes away what came later.
function assert:snapshot()
  local mark, formatters, values, depth = spies.mark(), copy(show.formatters), copy(parameters), show.depth
  return { revert = function()
    spies.revert_to(mark)
    show.formatters, parameters, show.depth = formatters, values, depth
  end }
end

local meta = {}

-- As Lua's own assert.
function meta.__call(_, ...)
  local value, message = ...
  if value then return ... end
  if select("#", ...) == 0 then error("bad argument #1 to 'assert' (value expected)", 2) end
  if message == nil then failure.raise({ message = "assertion failed!" }) end
  if type(message) ~= "string" then error(message, 0) end
  failure.raise({ message = message })
end

function meta.__index(_, word) return chain(word) end

return setmetatable(assert, meta)
