-- Tests of the handler. They run when the image is built; one that fails ends the build.
local test = require "test"

test("greets the one who is named in the query", function()
  local reply = test.call({ query = { name = "Ada" } })
  test.equal(reply.statusCode, 200)
  test.equal(reply.body, "Hello, Ada!")
end)

test("greets the one who is named in a JSON body", function()
  local reply = test.call({ method = "POST", body = { name = "Grace" } })
  test.equal(reply.body, "Hello, Grace!")
end)

test("greets the world when nobody is named", function()
  local reply = test.call()
  test.equal(reply.body, "Hello, World!")
  assert(reply.headers["content-type"]:find("text/plain", 1, true))
end)
