fake.env { upstream_url = "https://api.example.com/v1/" }
local handler = require "handler"

describe("proxy", function()
  it("passes requests on, and answers back", function()
    local api = fake.http {
      ["POST https://api.example.com/v1/orders?x=1"] = { status = 201, headers = { ["X-Id"] = "7" }, chunks = { "do", "ne" } },
    }
    local reply = call(handler, { path = "/orders?x=1", headers = { ["X-Key"] = "k", TE = "trailers" }, body = "tea" })
    assert.are.equal(201, reply.status)
    assert.are.equal("done", reply.body)
    assert.are.equal("7", reply.headers["x-id"])
    assert.are.equal("tea", api.requests[1].body)
    assert.are.equal("k", api.requests[1].headers["x-key"])
    assert.is_nil(api.requests[1].headers.te)
  end)

  it("says when there is no answer", function()
    fake.http { ["*/slow"] = { error = "timeout" }, ["*/down"] = { error = "refused", message = "connection refused" } }
    assert.are.equal(504, call(handler, { path = "/slow" }).status)
    local reply = call(handler, { path = "/down" })
    assert.are.equal(502, reply.status)
    assert.matches("connection refused", reply.log)
  end)
end)
