local handler = require "handler"

describe("echo-stream", function()
  it("sends letters back in upper case", function()
    local reply = call(handler, { body = "hello", headers = { ["Content-Type"] = "text/plain" } })
    assert.are.equal("HELLO", reply.body)
    assert.are.equal("text/plain", reply.headers["content-type"])
  end)

  it("sends bytes back as they came", function()
    local bytes = "\0a\255"
    assert.are.equal(bytes, call(handler, { query = { mode = "identity" }, body = bytes }).body)
  end)

  it("refuses other modes", function()
    assert.are.equal(400, call(handler, { query = { mode = "rot13" }, body = "x" }).status)
  end)
end)
