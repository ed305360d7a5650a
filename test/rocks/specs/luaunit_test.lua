describe("luaunit", function()
  local lu

  -- It looks for os.exit, which functions lack, when it ends by itself; runSuiteByInstances doesn't.
  setup(function() lu = require "luaunit" end)

  it("asserts", function()
    lu.assertEquals({ 1, { a = 2 } }, { 1, { a = 2 } })
    lu.assertStrContains("hello", "ell")
    lu.assertErrorMsgContains("boom", function() error("boom") end)
    assert.has_error(function() lu.assertEquals(1, 2) end)
  end)

  it("runs a suite", function()
    local Suite = { testGood = function() lu.assertTrue(true) end, testBad = function() lu.assertTrue(false) end }
    local runner = lu.LuaUnit.new()
    runner:setOutputType("nil")
    assert.are.equal(1, runner:runSuiteByInstances { { "Suite", Suite } })
    assert.are.equal(2, runner.result.runCount)
  end)
end)
