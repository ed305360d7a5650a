local handler = require "handler"
local time = require "time"

describe("sse", function()
  it("sends numbered events", function()
    local reply = call(handler, { query = { count = 2, interval_ms = 0 } })
    assert.are.equal("text/event-stream", reply.headers["content-type"])
    assert.are.equal("id: 1\nevent: tick\ndata: 1 of 2\n\nid: 2\nevent: tick\ndata: 2 of 2\n\n", reply.body)
  end)

  it("waits between two of them", function()
    -- The clock stands still, but for those who sleep.
    fake.time(0)
    call(handler, { query = { count = 10, interval_ms = 500 } })
    assert.are.equal(4.5, time.now())
  end)

  it("refuses what is no whole number", function()
    assert.are.equal(400, call(handler, { query = { count = "many" } }).status)
  end)
end)
