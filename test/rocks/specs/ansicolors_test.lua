local colors = require "ansicolors"

describe("ansicolors", function()
  it("paints words", function()
    assert.are.equal("\27[0m\27[31mred\27[0m plain\27[0m", colors("%{red}red%{reset} plain"))
    assert.are.equal("\27[0mplain\27[0m", colors("plain"))
  end)

  it("refuses colours that there are not", function() assert.has_error(function() colors("%{nocolour}x") end) end)
end)
