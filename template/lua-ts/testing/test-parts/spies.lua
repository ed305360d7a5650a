-- luassert's spies and stubs: functions that remember how they were called.
local host = ...

local type, unpack = type, table.unpack
local words, failure = host.part("words"), host.part("failure")

local spies = {}
local spy, stub, mock = {}, {}, {}
local methods = {}
local meta = { __index = methods }

-- Spies in the order in which they were made, to be reverted the other way round.
local made = {}

function spies.mark() return #made end
function spies.revert_to(mark)
  for i = #made, mark + 1, -1 do
    made[i]:revert()
    made[i] = nil
  end
end

local function callable(value)
  local value_meta = type(value) == "table" and getmetatable(value)
  return type(value) == "function" or (type(value_meta) == "table" and value_meta.__call ~= nil)
end

-- Arguments as they are now, and the very same ones for match.is_ref.
local function copies(list)
  local values = { n = list.n }
  for i = 1, list.n do values[i] = spy.is_spy(list[i]) and list[i] or host.part("compare").copy(list[i]) end
  return { vals = values, refs = list }
end

function meta.__call(self, ...)
  table.insert(self.calls, copies(words.pack(...)))
  local results = words.pack(self.callback(...))
  table.insert(self.returnvals, copies(results))
  return unpack(results, 1, results.n)
end

local function matches(call, wanted)
  if call.vals.n ~= wanted.n then return false end
  for i = 1, wanted.n do
    local is_ref = host.part("matchers").is_ref_matcher(wanted[i])
    if not host.part("compare").same(wanted[i], (is_ref and call.refs or call.vals)[i]) then return false end
  end
  return true
end

-- The latest call with these values: true and its values, or false and those of the last call.
local function find(calls, wanted)
  for i = #calls, 1, -1 do
    if matches(calls[i], wanted) then return true, calls[i].vals end
  end
  return false, calls[#calls] and calls[#calls].vals
end

function methods:called_with(wanted) return find(self.calls, wanted) end
function methods:returned_with(wanted) return find(self.returnvals, wanted) end
function methods:called(times, compare)
  local count = #self.calls
  if not times then return count > 0, count end
  if compare then return compare(count, times), count end
  return count == times, count
end
function methods:clear()
  self.calls, self.returnvals = {}, {}
  return self
end
function methods:revert()
  if self.target and not self.reverted then self.target[self.key] = self.original end
  self.reverted = true
  return self.original
end

function spy.is_spy(value) return type(value) == "table" and getmetatable(value) == meta end

local function new(callback)
  local one = setmetatable({ calls = {}, returnvals = {}, callback = callback, original = callback }, meta)
  made[#made + 1] = one
  return one
end

function spy.new(callback)
  if callback ~= nil and not callable(callback) then failure.misuse("cannot spy on a %s: give a function", type(callback)) end
  return new(callback or function() end)
end

-- Puts a spy in the place of target[key], which still does what it did.
function spy.on(target, key)
  if type(target) ~= "table" or not callable(target[key]) then
    failure.misuse('cannot spy on "%s": write spy.on(table, "name of a function in it")', tostring(key))
  end
  local one = new(target[key])
  one.target, one.key = target, key
  target[key] = one
  return one
end

-- What a stub answers: f for any call, unless one of `cases` fits its arguments.
local function answers(one, f)
  local cases = {}
  one.callback = function(...)
    local call = words.pack(...)
    for _, case in ipairs(cases) do
      if matches({ vals = call, refs = call }, case.wanted) then return case.answer(...) end
    end
    return f(...)
  end

  local function fixed(...)
    local results = words.pack(...)
    return function() return unpack(results, 1, results.n) end
  end
  -- Called with a dot, as in luassert.
  function one.returns(...)
    f = fixed(...)
    return one
  end
  function one.invokes(g)
    f = g
    return one
  end
  one.by_default = { returns = one.returns, invokes = one.invokes }
  function one.on_call_with(...)
    local wanted = copies(words.pack(...)).vals
    local function add(answer)
      table.insert(cases, { wanted = wanted, answer = answer })
      return one
    end
    return { returns = function(...) return add(fixed(...)) end, invokes = add }
  end
end

-- Puts a function that only answers in the place of target[key]: nothing, the given values, or what the one given
-- function returns.
function stub.new(target, key, ...)
  if target == nil and key == nil then target, key = {}, "" end
  if type(target) ~= "table" or key == nil or (target[key] ~= nil and not callable(target[key])) then
    failure.misuse('cannot stub "%s": write stub(table, "name of a function in it")', tostring(key))
  end
  local one = new(target[key])
  local given = words.pack(...)
  local f = given.n == 1 and callable(given[1]) and given[1] or function() return unpack(given, 1, given.n) end
  answers(one, f)
  one.target, one.key = target, key
  target[key] = one
  return one
end

-- Spies on, or stubs, every function in a table and the tables in it.
function mock.new(object, as_stubs, ...)
  local seen = {}
  local more = words.pack(...)
  local function apply(target)
    if seen[target] or spy.is_spy(target) then return end
    seen[target] = true
    for _, key in ipairs(host.part("keys")(target)) do
      local value = target[key]
      if type(value) == "function" then
        if as_stubs then stub.new(target, key, unpack(more, 1, more.n)) else spy.on(target, key) end
      elseif type(value) == "table" then
        apply(value)
      end
    end
  end
  if type(object) == "function" then return spy.new(object) end
  if type(object) ~= "table" then failure.misuse("cannot mock a %s: give a table of functions", type(object)) end
  apply(object)
  return object
end

local function on_spies(object, method, seen)
  if spy.is_spy(object) then return object[method](object) end
  if type(object) ~= "table" or seen[object] then return object end
  seen[object] = true
  for _, key in ipairs(host.part("keys")(object)) do on_spies(object[key], method, seen) end
  return object
end

function mock.clear(object) return on_spies(object, "clear", {}) end
function mock.revert(object) return on_spies(object, "revert", {}) end

local function called_as(new_one) return { __call = function(_, ...) return new_one(...) end } end
spies.spy = setmetatable(spy, called_as(spy.new))
spies.stub = setmetatable(stub, called_as(stub.new))
spies.mock = setmetatable(mock, called_as(mock.new))

return spies
