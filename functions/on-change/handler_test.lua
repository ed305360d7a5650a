fake.env { redis_url = false }
local handler = require "handler"
local db = require "database"

local function name_of_7() return call(handler, { path = "/7" }):json().name end

describe("on-change", function()
  setup(function() db.execute("INSERT INTO products (id, name, cents) VALUES (7, 'tea', 300)") end)

  it("answers from the cache", function()
    assert.are.equal("tea", name_of_7())
    db.execute("UPDATE products SET name = 'coffee'")
    assert.are.equal("tea", name_of_7())
  end)

  it("forgets what has changed", function()
    assert.are.equal("tea", name_of_7())
    db.execute("UPDATE products SET name = 'coffee'")
    local told = call(handler, {
      headers = { ["X-Connector"] = "connector-sdk openfaasltd/postgres-connector", ["X-Topic"] = "products:update" },
      body = { id = "1", schema = "public", table = "products", action = "update", data = { id = 7 } },
    })
    assert.are.equal(204, told.status)
    assert.are.equal("coffee", name_of_7())
  end)

  it("asks again after five minutes", function()
    fake.time(0)
    assert.are.equal("tea", name_of_7())
    db.execute("UPDATE products SET name = 'coffee'")
    fake.advance(301)
    assert.are.equal("coffee", name_of_7())
  end)

  it("knows no other products", function() assert.are.equal(404, call(handler, { path = "/8" }).status) end)
end)
