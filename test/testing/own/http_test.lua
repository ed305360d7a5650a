local handler = require "handler"
local http = require "http"

local function fetch(url, more)
  local query = { url = url }
  for name, value in pairs(more or {}) do query[name] = value end
  return call(handler, { path = "/fetch", query = query })
end

describe("fake.http", function()
  it("answers by method and URL", function()
    local api = fake.http {
      ["GET https://api.example.com/users/1"] = { status = 200, body = { name = "Ada" } },
      ["POST https://api.example.com/users"] = { status = 201 },
      ["https://other.example.com/"] = { headers = { ["Set-Cookie"] = { "a=1", "b=2" }, ["X-Kind"] = "other" }, body = "any method" },
    }
    local reply = fetch("https://api.example.com/users/1")
    assert.are.equal(200, reply.status)
    assert.are.equal("application/json", reply.headers["x-type"])
    assert.are.same({ name = "Ada" }, reply:json())
    assert.are.equal(201, fetch("https://api.example.com/users", { method = "POST", json = "yes" }).status)
    assert.are.equal("any method", fetch("https://other.example.com/", { method = "DELETE" }).body)
    assert.are.equal(3, #api.requests)
    local other = http.fetch("https://other.example.com/")
    assert.are.equal("other", other.headers["x-kind"])
    assert.are.same({ "a=1", "b=2" }, other.multiValueHeaders["set-cookie"])
    assert.are.equal("POST", api.requests[2].method)
    assert.are.equal('{"a":1}', api.requests[2].body)
    assert.are.equal("application/json", api.requests[2].headers["content-type"])
  end)

  it("takes * for anything, and any query unless one is named", function()
    fake.http { ["GET https://api.example.com/*"] = "star", ["GET https://api.example.com/a?x=1"] = "named" }
    assert.are.equal("star", fetch("https://api.example.com/deep/path?y=2").body)
    assert.are.equal("named", fetch("https://api.example.com/a?x=1").body)
    assert.are.equal("star", fetch("https://api.example.com/a?x=2").body)
  end)

  it("answers in turn, by functions, with numbers", function()
    fake.http {
      ["https://api.example.com/flaky"] = { { status = 503 }, { status = 200 } },
      ["https://api.example.com/echo"] = function(request) return { body = request.method } end,
      ["https://api.example.com/gone"] = 410,
    }
    assert.are.equal(503, fetch("https://api.example.com/flaky").status)
    assert.are.equal(200, fetch("https://api.example.com/flaky").status)
    assert.are.equal(200, fetch("https://api.example.com/flaky").status)
    assert.are.equal("PUT", fetch("https://api.example.com/echo", { method = "PUT" }).body)
    assert.are.equal(410, fetch("https://api.example.com/gone").status)
  end)

  it("asks the latest fake first", function()
    local first = fake.http { ["https://api.example.com/a"] = "first a", ["https://api.example.com/b"] = "first b" }
    local second = fake.http { ["https://api.example.com/*"] = "second", ["https://api.example.com/b"] = "second b" }
    assert.are.equal("second b", fetch("https://api.example.com/b").body)
    assert.are.equal("second", fetch("https://api.example.com/a").body)
    fake.http { ["https://other.example.com/"] = 200 }
    assert.are.equal("second", fetch("https://api.example.com/a").body)
    assert.are.same({ 0, 3 }, { #first.requests, #second.requests })
    assert.matches("it knows\n", fetch("https://nowhere.example.com/").body, 1, true)
  end)

  it("fails as networks do", function()
    fake.http { ["https://api.example.com/"] = { error = "timeout" } }
    local reply = fetch("https://api.example.com/")
    assert.are.equal(502, reply.status)
    assert.are.equal("timeout", reply.body)
  end)

  it("streams, and is there for socket.http", function()
    fake.http {
      ["https://api.example.com/pieces"] = { chunks = { "a", "b", "c" } },
      ["POST http://api.example.com/old"] = { status = 202, body = "old" },
    }
    assert.are.equal("<a><b><c>", call(handler, { path = "/pieces" }).body)
    assert.are.equal("202 old", call(handler, { path = "/socket" }).body)
  end)

  it("sends bodies that come in pieces", function()
    local api = fake.http { ["POST https://api.example.com/"] = 204 }
    local pieces = { "x", "y" }
    http.fetch { url = "https://api.example.com/", body = function() return table.remove(pieces, 1) end }
    assert.are.equal("xy", api.requests[1].body)
  end)

  it("lets nothing else out", function()
    fake.http { ["GET https://api.example.com/"] = 200 }
    assert.matches("fake.http has no answer for GET https://elsewhere.example.com/: it knows\n  GET https://api.example.com/", fetch("https://elsewhere.example.com/").body, 1, true)
    assert.error_matches(function() fake.http { ["GET /path"] = 200 } end, "a URL that begins with http://", 1, true)
  end)

  it("is gone after its test, when there is no way out at all", function()
    assert.matches('tests reach no server by accident: fake.http { ["GET http://127.0.0.1:1/"] = … }', fetch("http://127.0.0.1:1/").body, 1, true)
  end)

  it("lets out what is true", function()
    fake.http { ["http://127.0.0.1:1/"] = true }
    assert.are.equal("refused", fetch("http://127.0.0.1:1/").body)
  end)
end)
