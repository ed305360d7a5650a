local M = require "moses"

describe("moses", function()
  it("maps, filters and folds", function()
    local even = M.select(M.range(1, 6), function(n) return n % 2 == 0 end)
    assert.are.same({ 2, 4, 6 }, even)
    assert.are.equal(12, M.sum(even))
    assert.are.same({ 1, 4, 9 }, M.map({ 1, 2, 3 }, function(n) return n * n end))
    assert.are.equal(6, M.reduce({ 1, 2, 3 }, function(a, b) return a + b end))
  end)

  it("groups, chunks and chains", function()
    assert.are.same({ odd = { 1, 3 }, even = { 2 } }, M.groupBy({ 1, 2, 3 }, function(n) return n % 2 == 0 and "even" or "odd" end))
    assert.are.same({ 1, 2, 3 }, M.chain({ 3, 1, 2, 3 }):unique():sort():value())
    assert.are.same({ 1, 2, 3, 4 }, M.flatten { 1, { 2, { 3, 4 } } })
  end)

  it("makes functions of functions", function()
    local once = M.once(function(n) return n end)
    assert.are.equal(1, once(1))
    assert.are.equal(1, once(2))
    assert.are.equal(9, M.compose(function(x) return x * x end, function(x) return x + 1 end)(2))
  end)
end)
