-- luassert's assertions about spies: assert.spy(s).was.called_with(1), assert.stub(s).was_called(2).
local host = ...

local format, tostring = string.format, tostring
local assert = host.part("luassert")
local failure, show, spy = host.part("failure"), host.part("show"), host.part("spies").spy

local function subject(state, arguments)
  if arguments.n == 0 then return end
  if not spy.is_spy(arguments[1]) then
    failure.misuse("assert.spy needs a spy, got %s: make one by spy.on(table, name), stub(table, name) or spy.new(f)", show.short(arguments[1]))
  end
  state.spy, state.failure_message = arguments[1], arguments[2]
end
assert.define_modifier("spy", subject)
assert.define_modifier("stub", subject)

local function spy_of(state, name)
  return rawget(state, "spy") or failure.misuse("write assert.spy(s).was.%s(…)", name)
end

local function times(count) return format("%s time%s", tostring(count), count == 1 and "" or "s") end

local function define_count(name, wording, compare)
  assert.define(name, 0, function(state, arguments)
    local wanted = arguments[1]
    local one = spy_of(state, name)
    if wanted == nil then wanted = compare and 1 or nil end
    local holds, count = one:called(wanted, compare)
    arguments.wanted, arguments.count = wanted, count
    return holds
  end, function(arguments, positive)
    local wanted = arguments.wanted and format(wording, times(arguments.wanted)) or "called"
    return { message = format("Expected %sto be %s, was called %s", positive and "" or "not ", wanted, times(arguments.count)) }
  end)
end

define_count("called", "called %s")
define_count("called_at_least", "called at least %s", function(count, wanted) return count >= wanted end)
define_count("called_at_most", "called at most %s", function(count, wanted) return count <= wanted end)
define_count("called_more_than", "called more than %s", function(count, wanted) return count > wanted end)
define_count("called_less_than", "called less than %s", function(count, wanted) return count < wanted end)

local most_calls = 10

local function define_values(name, list, what)
  assert.define(name, 0, function(state, arguments)
    local one = spy_of(state, name)
    arguments.calls = one[list]
    return (one[name](one, arguments))
  end, function(arguments, positive)
    local wanted = show.list(arguments, arguments.n)
    if not positive then return { message = format("Expected %s never with these values", what), unexpected = wanted } end
    local found = {}
    for i, call in ipairs(arguments.calls) do
      if i <= most_calls then found[i] = show.list(call.vals) end
    end
    if #arguments.calls > most_calls then found[#found + 1] = format("… and %d more", #arguments.calls - most_calls) end
    return { message = format("Expected %s with these values", what), expected = wanted, found = #found == 0 and "no call" or table.concat(found, "\n") }
  end)
end

define_values("called_with", "calls", "a call")
define_values("returned_with", "returnvals", "a return")

return true
