-- The rock itself, not the words of it that tests have anyway.
for _, name in ipairs { "luassert", "luassert.match", "luassert.spy", "luassert.stub", "luassert.mock", "say" } do
  package.preload[name] = nil
end
local luassert = require "luassert"

describe("luassert", function()
  it("compares", function()
    luassert.are.same({ a = { 1 } }, { a = { 1 } })
    luassert.is_not_nil(1)
    luassert.near(1.0, 1.05, 0.1)
  end)

  it("raises errors that show both values", function()
    local ok, message = pcall(luassert.are.equal, "a", "b")
    assert.is_false(ok)
    assert.matches("Expected objects to be equal.\nPassed in:\n%(string%) 'b'\nExpected:\n%(string%) 'a'", message)
  end)

  it("expects errors", function()
    luassert.has_error(function() error("boom", 0) end, "boom")
    luassert.error_matches(function() error("boom") end, "^b..m$")
  end)

  it("spies and stubs", function()
    local spy, stub, match = require "luassert.spy", require "luassert.stub", require "luassert.match"
    local target = { greet = function(name) return "hi " .. name end }
    local watched = spy.on(target, "greet")
    assert.are.equal("hi Ada", target.greet("Ada"))
    luassert.spy(watched).was_called_with(match.is_string())
    stub(target, "greet").returns("stubbed")
    assert.are.equal("stubbed", target.greet())
  end)
end)
