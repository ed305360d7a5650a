local dkjson = require "dkjson"

describe("dkjson", function()
  it("encodes in the order that it is told", function()
    assert.are.equal('{"b":1,"a":[1,2,"x"]}', dkjson.encode({ a = { 1, 2, "x" }, b = 1 }, { keyorder = { "b", "a" } }))
    assert.are.equal('{\n  "a":1\n}', dkjson.encode({ a = 1 }, { indent = true }))
  end)

  it("decodes, and says where it can't", function()
    local value, position, problem = dkjson.decode('{"a":[1,null,"\\u00e9"]}', 1, dkjson.null)
    assert.are.same({ a = { 1, dkjson.null, "é" } }, value)
    assert.are.equal(24, position)
    assert.is_nil(problem)
    value, position, problem = dkjson.decode("[1,")
    assert.is_nil(value)
    assert.matches("unterminated array", problem)
  end)

  it("escapes what is no text", function()
    assert.are.equal([["\u0001\"\\\n"]], dkjson.encode("\1\"\\\n"))
  end)
end)
