-- Runs the same under busted itself.
local order = {}
local function note(text) order[#order + 1] = text end

describe("blocks", function()
  setup(function() note("setup") end)
  teardown(function() note("teardown") end)
  before_each(function() note("before") end)
  after_each(function() note("after") end)

  it("run in order", function() note("one") end)

  context("inside", function()
    lazy_setup(function() note("inner setup") end)
    lazy_teardown(function() note("inner teardown") end)
    before_each(function() note("inner before") end)
    after_each(function() note("inner after") end)
    test("two", function() note("two") end)
    spec("three", function()
      finally(function() note("finally") end)
      note("three")
    end)
  end)

  pending("is for later")
  pending("is for later, too", function() error("never run") end)
  it("is put off", function() pending("not now") end)
end)

describe("the order", function()
  it("is that of the file", function()
    assert.are.same({
      "setup", "before", "one", "after",
      "inner setup",
      "before", "inner before", "two", "inner after", "after",
      "before", "inner before", "three", "finally", "inner after", "after",
      "inner teardown",
      "before", "after",
      "teardown",
    }, order)
  end)
end)

local given

describe("an insulated block", function()
  insulate("changes what nobody else sees", function()
    package.loaded["a.module"] = { name = "mine" }
    _G.leaked_global = 1
    it("sees its changes", function()
      assert.are.equal("mine", require("a.module").name)
      given = true
    end)
  end)

  it("leaves no trace", function()
    assert.is_true(given)
    assert.is_nil(package.loaded["a.module"])
    assert.is_nil(_G.leaked_global)
  end)
end)

describe("modules", function()
  it("have busted's names", function()
    assert.are.equal(assert, require "luassert")
    assert.are.equal(spy, require "luassert.spy")
    assert.are.equal(stub, require "luassert.stub")
    assert.are.equal(mock, require "luassert.mock")
    assert.are.equal(match, require "luassert.match")
  end)
end)
