local handler = require "handler"

describe("greeting", function()
  it("greets by query, form and JSON", function()
    assert.are.equal("Hello, Ada!", call(handler, { query = { name = "Ada" } }).body)
    assert.are.equal("Hello, Ada!", call(handler, { form = { name = "Ada" } }).body)
    assert.are.equal("Hello, Ada!", call(handler, { body = { name = "Ada" } }).body)
  end)

  it("greets the world when nobody is named", function()
    assert.are.equal("Hello, World!", call(handler).body)
    assert.are.equal("Hello, World!", call(handler, { query = "name=" }).body)
  end)

  it("refuses a name that is no text", function()
    local reply = call(handler, { body = { name = { first = "Ada" } } })
    assert.are.equal(400, reply.status)
    assert.are.equal("name must be text", reply.body)
  end)
end)
