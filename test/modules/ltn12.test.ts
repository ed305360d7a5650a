import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`ltn12 pumps sources through filters into sinks with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local ltn12 = require "ltn12"
local source, sink, filter, pump = ltn12.source, ltn12.sink, ltn12.filter, ltn12.pump
local function run(from, to)
  local list = {}
  local ok, problem = pump.all(from, to and sink.chain(to, sink.table(list)) or sink.table(list))
  return { tostring(ok), problem or "", table.concat(list, "|") }
end
local upper = function(chunk) return chunk and chunk:upper() end
local keep = filter.cycle(function(context, chunk)
  if chunk == nil then return context, "" end
  return "", context .. chunk
end, "")
local double = filter.chain(upper, function(chunk) return chunk and chunk .. chunk end)
local rewound = source.rewind(source.table { "b" })
rewound("a")
local big = {}
pump.all(source.string(("x"):rep(5000)), sink.table(big))
local simple = source.simplify(function() return "1", source.table { "2", "3" } end)
return {
  run(source.table { "a", "b" }), run(source.table { "a", "b" }, upper), run(source.table { "a", "b" }, keep), run(source.table { "a", "b" }, double),
  run(source.chain(source.table { "a" }, upper)), run(source.cat(source.string("a"), source.empty(), source.table { "b" })), run(rewound), run(source.error("broken")),
  { #big, #big[1], #table.concat(big) }, { simple(), simple() }, { pump.all(source.string("x"), sink.error("full")) == nil }, (select(2, sink.table())) ~= nil, pump.step(source.string("x"), sink.null()),
}`, { engine }), [
      ['1', '', 'a|b'], ['1', '', 'A|B'], ['1', '', 'ab'], ['1', '', 'AA|BB'], ['1', '', 'A'], ['1', '', 'a|b'], ['1', '', 'a|b'], ['nil', 'broken', ''],
      [3, 2048, 5000], ['1', '2'], [true], true, 1,
    ])
  })
}
