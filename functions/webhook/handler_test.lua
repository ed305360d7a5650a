local handler = require "handler"
local base64, crypto = require "base64", require "crypto"

local function delivery(id, key)
  local body, sent_at = '{"type":"order.paid"}', tostring(os.time())
  local signature = base64.encode(crypto.hmac("sha256", key or "not a secret", id .. "." .. sent_at .. "." .. body, true))
  return { body = body, headers = {
    ["Content-Type"] = "application/json", ["webhook-id"] = id, ["webhook-timestamp"] = sent_at, ["webhook-signature"] = "v1,wrong v1," .. signature,
  } }
end

describe("webhook", function()
  before_each(function()
    fake.secrets { ["webhook-secret"] = "whsec_" .. base64.encode("not a secret") }
    fake.time(1700000000)
  end)

  it("takes what is signed, once", function()
    assert.are.equal(204, call(handler, delivery("1")).status)
    assert.are.equal("seen before", call(handler, delivery("1")).body)
  end)

  it("refuses what somebody else signed, or nobody", function()
    assert.are.equal("wrong signature", call(handler, delivery("1", "guessed")).body)
    assert.are.equal(401, call(handler, { body = "{}" }).status)
  end)

  it("refuses what is too old", function()
    local old = delivery("1")
    fake.advance(301)
    assert.are.equal(401, call(handler, old).status)
  end)
end)
