import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

for (const engine of engines) {
  t.test(`installLoad() leaves load as real Lua has it for text on ${engine}`, (t) => sameAsRealLua(t, engine, [
    'return load("return ...", "=c")(1, nil, 3)', 'return load("x")', 'return load("return x", "=c", "t", { x = 5 })()', 'return pcall(load("return x.y", "=c", "t", nil))', 'return load("return 1", "=c", "b")',
    'return select("#", load("return 1"))', 'return pcall(load)', 'return pcall(load, {})', 'return load({})', 'return pcall(load, "x", "=x", {})', 'local n = 0 return load(function() n = n + 1 return ({ "return ", "7" })[n] end)()',
    'return load("\\27Lua", "=c", "t")', 'return load(function() error("inside", 0) end)',
  ]))

  t.test(`installLoad() refuses compiled chunks, whole or in pieces, on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function()
  local chunk, at = string.dump(function() return 1 end), 0
  local function reader() at = at + 1 return chunk:sub(at, at) end
  local out = {}
  for i, args in ipairs { { chunk }, { chunk, "=c" }, { chunk, "=c", "b" }, { chunk, "=c", "bt" }, { reader }, { "\\27" } } do
    out[i] = select(2, load(table.unpack(args, 1, 3)))
  end
  return out
end`, { engine })
    const refused = (mode: string) => `attempt to load a binary chunk (mode is '${mode}')`
    t.same(JSON.parse((await f.request()).body.toString()), [refused('t'), refused('t'), refused('b'), refused('t'), refused('t'), refused('t')])
  })

  t.test(`loadfile(), dofile() and require() refuse compiled chunks on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function()
  local path = os.tmpname()
  local file = io.open(path, "wb")
  file:write(string.dump(function() return 1 end))
  file:close()
  package.path = path
  return { (select(2, loadfile(path))), (select(2, loadfile(path, "b"))), (select(2, pcall(dofile, path))), (select(2, pcall(require, "compiled"))) }
end`, { engine })
    const messages = JSON.parse((await f.request()).body.toString())
    t.equal(messages.length, 4)
    for (const message of messages) t.match(message, "attempt to load a binary chunk (mode is 't')")
  })
}
