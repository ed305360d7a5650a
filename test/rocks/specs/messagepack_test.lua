local messagepack = require "MessagePack"

describe("MessagePack", function()
  it("packs and unpacks", function()
    local value = { name = "Ada", tags = { "a", "b" }, age = 36, ok = true, ratio = 0.5, bytes = "\0\255" }
    assert.are.same(value, messagepack.unpack(messagepack.pack(value)))
  end)

  it("has the bytes of the format", function()
    assert.are.equal("\147\1\2\3", messagepack.pack { 1, 2, 3 })
    assert.are.equal("\205\1\0", messagepack.pack(256))
    assert.are.equal("\192", messagepack.pack(nil))
  end)

  it("keeps whole numbers of 31 bits", function()
    for _, number in ipairs { 0, 127, 128, 255, 65535, 65536, 2147483647, -1, -32, -33, -128, -32768, -2147483647 } do
      assert.are.equal(number, messagepack.unpack(messagepack.pack(number)))
    end
  end)
end)
