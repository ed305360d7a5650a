-- luassert's matchers: stand-ins for values, as in assert.spy(s).was.called_with(match.is_string()).
local host = ...

local format, tostring, type = string.format, tostring, type
local words, misuse = host.part("words"), host.part("failure").misuse

local match = {}
local makers, modifiers = {}, {}
local meta = {}
meta.__index = meta

function meta.__call(self, value) return (not not self.callback(value)) == self.mod end
function meta.__tostring(self) return self.text end

local function matcher(name, mod, callback, arguments)
  -- What it shows is made when it is needed: show.lua comes later than this file.
  local shown = arguments and arguments.n > 0 and host.part("show").list(arguments) or "()"
  local text = name == "_" and "match._" or format("match.%s%s%s", mod and "is_" or "is_not_", name, shown)
  return setmetatable({ name = name, mod = mod, callback = callback, arguments = arguments, text = text }, meta)
end

local function known(name) return makers[name] or modifiers[name] end

local chain = words.chain(known, function(self, keys, ...)
  local maker, name
  for _, key in ipairs(keys) do
    if makers[key] then maker, name = makers[key], key
    elseif modifiers[key] then modifiers[key](self)
    else misuse('no matcher "%s": see docs/testing.md for those there are', key) end
  end
  if not maker then return self end
  local arguments = words.pack(...)
  return matcher(name, self.mod, maker(self, arguments), arguments)
end)

for _, name in ipairs { "is", "are", "was", "has", "does", "a", "an" } do modifiers[name] = function() end end
for _, name in ipairs { "not", "no" } do modifiers[name] = function(self) self.mod = not self.mod end end

function match.is_matcher(value) return type(value) == "table" and getmetatable(value) == meta end
function match.is_ref_matcher(value) return match.is_matcher(value) and value.name == "ref" end

-- Adds a matcher: maker(state, arguments) returns a function of the value.
function match.register(name, maker) makers[name:lower()] = maker end

local function needs(arguments, count, name)
  if arguments.n < count then misuse("match.%s needs %d argument%s", name, count, count == 1 and "" or "s") end
end

local function expect(good, arguments, i, name, wanted)
  if not good then misuse("bad argument #%d to match.%s (%s expected, got %s)", i, name, wanted, type(arguments[i])) end
end

for _, name in ipairs { "nil", "boolean", "number", "string", "table", "function", "userdata", "thread" } do
  makers[name] = function() return function(value) return type(value) == name end end
end
makers["true"] = function() return function(value) return value == true end end
makers["false"] = function() return function(value) return value == false end end
makers.truthy = function() return function(value) return value ~= nil and value ~= false end end
makers.falsy = function() return function(value) return not value end end

function makers.equal(_, arguments)
  needs(arguments, 1, "is_equal")
  return function(value) return value == arguments[1] end
end
makers.equals = makers.equal

function makers.ref(_, arguments)
  local kind = type(arguments[1])
  expect(kind == "table" or kind == "function" or kind == "thread" or kind == "userdata", arguments, 1, "is_ref", "table or function")
  return makers.equal(nil, arguments)
end

function makers.same(_, arguments)
  needs(arguments, 1, "is_same")
  return function(value) return (host.part("compare").same(arguments[1], value)) end
end

function makers.matches(_, arguments)
  expect(type(arguments[1]) == "string", arguments, 1, "matches", "pattern")
  expect(arguments[2] == nil or tonumber(arguments[2]), arguments, 2, "matches", "number")
  return function(value)
    local meta_of = type(value) == "table" and getmetatable(value)
    if type(value) ~= "string" and type(value) ~= "number" and not (meta_of and meta_of.__tostring) then return false end
    return tostring(value):find(arguments[1], arguments[2], arguments[3]) ~= nil
  end
end
makers.match = makers.matches

function makers.near(_, arguments)
  local expected, tolerance = tonumber(arguments[1]), tonumber(arguments[2])
  expect(expected, arguments, 1, "is_near", "number")
  expect(tolerance, arguments, 2, "is_near", "number")
  return function(value)
    local number = tonumber(value)
    return number ~= nil and number >= expected - tolerance and number <= expected + tolerance
  end
end

function makers.unique(_, arguments)
  return function(value) return host.part("unique")(value, arguments[1]) end
end

local function among(name, holds)
  makers[name] = function(_, arguments)
    needs(arguments, 1, name)
    for i = 1, arguments.n do
      if not match.is_matcher(arguments[i]) then misuse("match.%s takes matchers, argument #%d is none", name, i) end
    end
    return function(value)
      local count = 0
      for _, one in ipairs(arguments) do
        if one(value) then count = count + 1 end
      end
      return holds(count, arguments.n)
    end
  end
end
among("all_of", function(count, all) return count == all end)
among("any_of", function(count) return count > 0 end)
among("none_of", function(count) return count == 0 end)

match._ = matcher("_", true, function() return true end)

return setmetatable(match, { __index = function(_, word) return chain(word) end })
