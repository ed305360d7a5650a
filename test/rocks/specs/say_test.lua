package.preload.say = nil
local say = require "say"

describe("say", function()
  it("says texts by key, with values", function()
    say:set_namespace("en")
    say:set("money", "I have %s dollars")
    assert.are.equal("I have 20 dollars", say("money", { 20 }))
  end)

  it("falls back to another language", function()
    say:set_namespace("en")
    say:set("hello", "Hello!")
    say:set_namespace("fr")
    say:set_fallback("en")
    assert.are.equal("Hello!", say("hello"))
    say:set("hello", "Bonjour !")
    assert.are.equal("Bonjour !", say("hello"))
  end)

  it("returns nil for what it doesn't know", function() assert.is_nil(say("nothing")) end)
end)
