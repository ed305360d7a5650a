-- Words that do more here than in busted and luassert.

describe("assert", function()
  it("raises what can be read as text", function()
    local _, problem = pcall(function() assert(false, "no such user") end)
    assert.matches("^words_test.lua:%d+: no such user$", problem)
    assert.are.equal("no such", problem:match("no such"))
    assert.are.equal("string", type("because: " .. problem))
  end)

  it("takes matchers for parts of a table", function()
    assert.are.same({ id = match.is_number(), tags = { match._, "b" } }, { id = 7, tags = { "a", "b" } })
    assert.are_not.same({ id = match.is_number() }, { id = "7" })
  end)

  it("knows its words", function()
    assert.error_matches(function() assert.is_eqaul(1, 1) end, 'no assertion "eqaul"')
    assert.error_matches(function() return match.is_nummer() end, 'no matcher "nummer"')
  end)
end)

describe("spies and stubs", function()
  local target = { f = function() return "real" end }

  describe("of a setup", function()
    setup(function() stub(target, "f").returns("of the setup") end)

    it("last for its block", function()
      assert.are.equal("of the setup", target.f())
      stub(target, "f").returns("of the test")
      assert.are.equal("of the test", target.f())
    end)
    it("come back after a test", function() assert.are.equal("of the setup", target.f()) end)
  end)

  it("are gone after it", function() assert.are.equal("real", target.f()) end)
end)

describe("misplaced words", function()
  local problem
  before_each(function()
    local _, caught = pcall(it, "a test in a hook", function() end)
    problem = caught
  end)
  it("are refused in hooks, too", function() assert.matches("inside of the test", problem) end)
end)
