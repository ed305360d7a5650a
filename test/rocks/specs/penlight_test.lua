describe("penlight", function()
  it("has lists and sets", function()
    local List, Set = require "pl.List", require "pl.Set"
    local list = List { 3, 1, 2 }:sorted():map(function(x) return x * 2 end)
    assert.are.equal("{2,4,6}", tostring(list))
    assert.are.same({ 4, 6 }, { table.unpack(list:slice(2, -1)) })
    assert.is_true(Set { 1, 2 } < Set { 1, 2, 3 })
    assert.are.equal(Set { 1, 2, 3 }, Set { 1, 2 } + Set { 3 })
  end)

  it("has functions for tables and text", function()
    local tablex, stringx = require "pl.tablex", require "pl.stringx"
    assert.is_true(tablex.deepcompare({ a = { 1 } }, tablex.deepcopy { a = { 1 } }))
    assert.are.same({ a = 1, b = 2 }, tablex.union({ a = 1 }, { b = 2 }))
    assert.are.equal("a-b", stringx.join("-", stringx.split("a b")))
    assert.are.equal("hello", stringx.strip("  hello "))
  end)

  it("has classes", function()
    local class = require "pl.class"
    local Animal = class()
    function Animal:_init(name) self.name = name end
    local Cat = class(Animal)
    function Cat:speak() return self.name .. ": meow" end
    assert.are.equal("Tom: meow", Cat("Tom"):speak())
    assert.is_true(Cat("Tom"):is_a(Animal))
  end)

  it("reads and writes tables", function()
    local pretty = require "pl.pretty"
    assert.are.same({ a = { 1, 2 } }, pretty.read(pretty.write { a = { 1, 2 } }))
  end)

  it("fills templates, which it compiles with load", function()
    local template = require "pl.template"
    local text = template.substitute("# for i = 1, n do\n<$(i)>\n# end\n", { n = 2 })
    assert.are.equal("<1>\n<2>\n", text)
  end)

  it("scans by pattern, reads XML and CSV", function()
    local sip, xml, data = require "pl.sip", require "pl.xml", require "pl.data"
    local found = {}
    assert.is_true(sip.match("$v{key}=$i{value}", "size=12", found))
    assert.are.same({ key = "size", value = 12 }, found)
    assert.are.equal("tea", xml.parse("<item><name>tea</name></item>"):child_with_name("name"):get_text())
    local rows = data.read(require("pl.stringio").open("name,price\ntea,3\n"))
    assert.are.equal(3, rows[1][2])
  end)

  it("reads files", function()
    local path = os.tmpname()
    finally(function() os.remove(path) end)
    local file = io.open(path, "w")
    file:write("name,cents\ntea,300\n")
    file:close()
    assert.are.equal(300, require("pl.data").read(path)[1][2])
    assert.are.equal("name,cents\ntea,300\n", require("pl.utils").readfile(path))
  end)

  it("reads command lines and dates", function()
    assert.are.equal(2, require("pl.lapp")("words\n  -n,--number (default 2)\n", {}).number)
    assert.are.equal("1970-01-01T00:00:00Z", tostring(require("pl.Date")(0)))
  end)

  it("says what its part for paths lacks", function()
    assert.error_matches(function() require "pl.path" end, "requires LuaFileSystem")
  end)
end)
