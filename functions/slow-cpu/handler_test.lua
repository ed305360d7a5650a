local handler = require "handler"

describe("slow-cpu", function()
  it("computes a Fibonacci number", function()
    assert.are.equal(55, call(handler, { query = { n = 10 } }):json().fibonacci)
  end)

  it("computes for a while", function()
    local answer = call(handler, { query = { seconds = 0.05 } }):json()
    assert.is_true(answer.rounds > 0)
    assert.is_true(answer.seconds > 0.049)
  end)

  it("refuses more than it can", function()
    assert.are.equal(400, call(handler, { query = { n = 41 } }).status)
    assert.are.equal(400, call(handler, { query = { seconds = -1 } }).status)
  end)
end)
