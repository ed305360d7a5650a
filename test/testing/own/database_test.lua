local handler = require "handler"
local db = require "database"

local function list() return call(handler, { path = "/list" }):json() end

describe("the database", function()
  it("is in memory", function()
    assert.are.equal("sqlite", db.dialect())
    call(handler, { path = "/add", body = { text = "one" } })
    assert.are.same({ { text = "one" } }, list())
  end)

  it("is again as init left it", function()
    assert.are.same({}, list())
    assert.are.same({ id = 1 }, call(handler, { path = "/add", body = { text = "first" } }):json())
  end)

  describe("in a block", function()
    setup(function() db.execute("INSERT INTO notes (text) VALUES ('of setup')") end)
    before_each(function() db.execute("INSERT INTO notes (text) VALUES ('of before_each')") end)

    for n = 1, 2 do
      it("has what setup and before_each left, " .. n, function()
        assert.are.same({ { text = "of setup" }, { text = "of before_each" } }, list())
        db.execute("DELETE FROM notes")
      end)
    end
  end)

  it("loses what the block left", function() assert.are.same({}, list()) end)

  it("undoes changes of tables, and transactions that broke off", function()
    db.execute("DROP TABLE notes")
    pcall(db.transaction, function() error("no") end)
  end)

  it("has the tables again", function() assert.are.same({}, list()) end)
end)

describe("fake.database", function()
  it("answers by a part of the SQL, without regard to case and space", function()
    local fakes = fake.database { ["select TEXT  from notes"] = { { text = "faked" } } }
    assert.are.same({ { text = "faked" } }, list())
    assert.are.equal("SELECT text FROM notes ORDER BY id", fakes.queries[1].sql)
  end)

  it("answers with counts, ids and functions", function()
    local fakes = fake.database {
      ["UPDATE notes"] = 3,
      ["INSERT INTO notes"] = function(_, text) return { insert_id = #text } end,
    }
    assert.are.same({ moved = 3 }, call(handler, { path = "/move" }):json())
    assert.are.same({ id = 4 }, call(handler, { path = "/add", body = { text = "four" } }):json())
    assert.are.same({ "four", n = 1 }, fakes.queries[2].values)
  end)

  it("answers connections, a row at a time, by the longest part", function()
    fake.database { ["notes"] = { { text = "short" } }, ["text FROM notes"] = { { text = "a" }, { text = "b" } } }
    assert.are.equal("a,b", call(handler, { path = "/each" }).body)
  end)

  it("asks the latest fake first", function()
    local first = fake.database { ["text FROM notes"] = { { text = "first" } }, ["UPDATE"] = 1 }
    local second = fake.database { ["SELECT"] = { { text = "second" } } }
    assert.are.same({ { text = "second" } }, list())
    assert.are.same({ moved = 1 }, call(handler, { path = "/move" }):json())
    assert.are.same({ 1, 1 }, { #first.queries, #second.queries })
  end)

  it("raises errors of the test's choice", function()
    fake.database { ["INSERT"] = { error = "unique", message = "taken" }, ["UPDATE"] = function() error("mine", 0) end }
    local ok, problem = pcall(db.execute, "INSERT INTO notes VALUES (1)")
    assert.is_false(ok)
    assert.are.equal("unique", problem.kind)
    assert.are.equal("taken", tostring(problem))
    assert.has_error(function() db.execute("UPDATE notes SET text = ''") end, "mine")
  end)

  it("says what it doesn't know", function()
    fake.database { ["FROM users"] = {} }
    local reply = call(handler, { path = "/list" })
    assert.are.equal(500, reply.status)
    assert.matches('fake.database has no answer for "SELECT text FROM notes ORDER BY id": it knows\n  FROM users', reply.log, 1, true)
  end)

  it("is gone after its test", function() assert.are.same({}, list()) end)
end)
