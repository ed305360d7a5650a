local argparse = require "argparse"

describe("argparse", function()
  local parser = argparse("greet", "Greets.")
  parser:argument("name")
  parser:option("-n --times", "How often."):default("1"):convert(tonumber)
  parser:flag("-q --quiet")

  it("reads arguments, options and flags", function()
    assert.are.same({ name = "Ada", times = 3, quiet = true }, parser:parse { "Ada", "--times=3", "-q" })
    assert.are.same({ name = "Ada", times = 1 }, parser:parse { "Ada" })
  end)

  it("says what is wrong", function()
    local ok, message = parser:pparse { "Ada", "--tims", "3" }
    assert.is_false(ok)
    assert.matches("unknown option '%-%-tims'", message)
  end)

  it("writes help", function()
    assert.matches("Usage: greet %[%-h%] %[%-n <times>%] %[%-q%] <name>", parser:get_help())
  end)
end)
