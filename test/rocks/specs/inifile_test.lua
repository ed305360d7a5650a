local inifile = require "inifile"

describe("inifile", function()
  local path = os.tmpname()
  teardown(function() os.remove(path) end)

  it("writes and reads files", function()
    inifile.save(path, { server = { host = "localhost", port = 8080, tls = true } })
    assert.are.same({ server = { host = "localhost", port = 8080, tls = true } }, inifile.parse(path))
  end)

  it("reads text", function()
    assert.are.same({ a = { x = "1 2", on = false } }, inifile.parse("; comment\n[a]\nx=1 2\non=false\n", "memory"))
  end)
end)
