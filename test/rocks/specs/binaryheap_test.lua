local binaryheap = require "binaryheap"

describe("binaryheap", function()
  it("gives the smallest first", function()
    local heap = binaryheap.minHeap()
    for _, value in ipairs { 5, 1, 4, 2, 3 } do heap:insert(value) end
    local order = {}
    while heap:peek() do order[#order + 1] = heap:pop() end
    assert.are.same({ 1, 2, 3, 4, 5 }, order)
  end)

  it("finds, changes and removes payloads", function()
    local heap = binaryheap.maxUnique()
    heap:insert(1, "low")
    heap:insert(9, "high")
    assert.are.equal("high", (heap:peek()))
    heap:update("low", 10)
    assert.are.equal("low", (heap:peek()))
    heap:remove("low")
    assert.are.equal(1, heap:size())
    assert.are.equal(9, heap:valueByPayload("high"))
  end)
end)
