local inspect = require "inspect"

describe("inspect", function()
  it("shows tables", function()
    assert.are.equal('{ 1, "two",\n  three = {\n    four = true\n  }\n}', inspect { 1, "two", three = { four = true } })
  end)

  it("numbers tables that contain themselves", function()
    local loop = {}
    loop.self = loop
    assert.are.equal("<1>{\n  self = <table 1>\n}", inspect(loop))
  end)

  it("takes a filter and shows metatables", function()
    local function hide(value, path) return path[#path] ~= "secret" and value or nil end
    assert.are.equal("{\n  a = 1\n}", inspect({ a = 1, secret = 2 }, { process = hide }))
    assert.matches("<metatable>", inspect(setmetatable({}, { __index = {} })))
    assert.are.equal("{1,{}}", (inspect({ 1, {} }, { newline = "", indent = "" }):gsub(" ", "")))
  end)
end)
