-- Before the handler is loaded, since it reads this then.
fake.env { keep_days = 30 }
local handler = require "handler"
local db = require "database"

local function logged_at(id, seconds) db.execute("INSERT INTO log (id, created_at, message) VALUES (?, ?, 'x')", id, seconds) end

describe("cleanup", function()
  it("deletes rows that are older than 30 days", function()
    local day = 24 * 60 * 60
    fake.time("2026-11-23T12:00:00Z")
    logged_at("old", os.time() - 31 * day)
    logged_at("young", os.time() - 29 * day)
    assert.are.same({ deleted = 1 }, call(handler, { method = "POST" }):json())
    assert.are.same({ { id = "young" } }, { { id = db.query("SELECT id FROM log")[1].id } })
  end)

  it("deletes as many as there are", function()
    db.transaction(function(tx)
      for n = 1, 1001 do tx:execute("INSERT INTO log (id, created_at) VALUES (?, 0)", "row " .. n) end
    end)
    assert.are.same({ deleted = 1001 }, call(handler):json())
  end)

  it("deletes nothing when there is nothing", function() assert.are.same({ deleted = 0 }, call(handler):json()) end)
end)
