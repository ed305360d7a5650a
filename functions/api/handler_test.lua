local handler = require "handler"
local db = require "database"

local function create(name, email) return call(handler, { path = "/users", body = { name = name, email = email } }) end

describe("users", function()
  local ada

  -- Each test begins with this user alone.
  before_each(function() ada = create("Ada", "ada@example.com"):json() end)

  it("are made, and found", function()
    assert.are.same({ id = match.is_number(), name = "Ada", email = "ada@example.com" }, ada)
    assert.are.same(ada, call(handler, { path = "/users/" .. ada.id }):json())
  end)

  it("are listed page by page", function()
    local grace = create("Grace", "grace@example.com"):json()
    assert.are.same({ users = { ada }, after = ada.id }, call(handler, { path = "/users?limit=1" }):json())
    assert.are.same({ users = { grace } }, call(handler, { path = "/users", query = { after = ada.id } }):json())
  end)

  it("are changed and deleted", function()
    local path = "/users/" .. ada.id
    local changed = call(handler, { method = "PUT", path = path, body = { name = "Ada L.", email = "al@example.com" } })
    assert.are.equal("Ada L.", changed:json().name)
    assert.are.equal(204, call(handler, { method = "DELETE", path = path }).status)
    assert.are.equal(404, call(handler, { path = path }).status)
  end)

  it("have emails of their own", function()
    local reply = create("Another", "ada@example.com")
    assert.are.equal(409, reply.status)
    assert.are.equal("email", reply:json().field)
  end)

  for field, user in pairs { name = { name = " ", email = "a@example.com" }, email = { name = "Ada", email = "nowhere" } } do
    it("need a good " .. field, function()
      local reply = create(user.name, user.email)
      assert.are.equal(400, reply.status)
      assert.are.equal(field, reply:json().field)
    end)
  end

  it("are safe from SQL in their names", function()
    local reply = create("'; DROP TABLE users; --", "bobby@example.com")
    assert.are.equal(201, reply.status)
    assert.are.equal(2, db.query("SELECT count(*) AS n FROM users")[1].n)
  end)
end)

it("a database that fails is an error for the log, not for the client", function()
  fake.database { ["SELECT"] = function() error("connection lost") end }
  local reply = call(handler, { path = "/users/1" })
  assert.are.equal(500, reply.status)
  assert.matches("connection lost", reply.log)
  assert.does_not.match("connection lost", reply.body)
end)
