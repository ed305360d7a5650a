-- Tests of the handler, in busted's words: run them with `lua-ts test`. They also run when the image is built, and one
-- that fails ends the build.
local handler = require "handler"

describe("the handler", function()
  it("greets the one who is named in the query", function()
    local reply = call(handler, { query = { name = "Ada" } })
    assert.are.equal(200, reply.status)
    assert.are.equal("Hello, Ada!", reply.body)
  end)

  it("greets the one who is named in a JSON body", function()
    local reply = call(handler, { method = "POST", body = { name = "Grace" } })
    assert.are.equal("Hello, Grace!", reply.body)
  end)

  it("greets the world when nobody is named", function()
    local reply = call(handler)
    assert.are.equal("Hello, World!", reply.body)
    assert.matches("text/plain", reply.headers["content-type"])
  end)
end)
