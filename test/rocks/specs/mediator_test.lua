local mediator = require "mediator"

describe("mediator", function()
  it("calls who has subscribed, also to what is above", function()
    local events, seen = mediator(), {}
    events:subscribe({ "order" }, function(id) seen[#seen + 1] = "any " .. id end)
    events:subscribe({ "order", "paid" }, function(id) 
      seen[#seen + 1] = "paid " .. id
      -- Lets those above have it, too.
      return nil, true
    end)
    events:publish({ "order", "paid" }, 7)
    assert.are.same({ "paid 7", "any 7" }, seen)
  end)

  it("forgets who has gone", function()
    local events, count = mediator(), 0
    local subscriber = events:subscribe({ "tick" }, function() count = count + 1 end)
    events:publish({ "tick" })
    events:removeSubscriber(subscriber.id, { "tick" })
    events:publish({ "tick" })
    assert.are.equal(1, count)
  end)
end)
