import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

const withFile = (text: string, use: string): string => `
  local path = os.tmpname()
  local out = assert(io.open(path, "wb"))
  out:write(${text})
  out:close()
  local function results() ${use} end
  return results()`

const sources = [
  withFile('"one\\ntwo\\n\\nfour"', 'local f = io.open(path) return f:read(), f:read("L"), f:read("l"), f:read("*l"), f:read(), f:read("a"), f:close()'),
  withFile('"one\\ntwo"', 'local r = {} for line in io.lines(path) do r[#r + 1] = line end return #r, r[1], r[2]'),
  withFile('"one\\ntwo"', 'local r = {} for line in io.lines(path, "L") do r[#r + 1] = line end return #r, r[1], r[2]'),
  withFile('"abcdefg"', 'local r = {} for a, b in io.lines(path, 2, 1) do r[#r + 1] = a .. "-" .. tostring(b) end return table.concat(r, " ")'),
  withFile('"a\\0b\\255"', 'local f = io.open(path, "rb") local all = f:read("a") return #all, all, f:read("a"), f:read(0), f:read(1)'),
  withFile('" 12 0x1F -3.5e2 nan 7"', 'local f = io.open(path) return f:read("n", "n", "n", "n")'),
  withFile('"12"', 'local f = io.open(path) return f:read("n"), f:read("n")'),
  withFile('"abc"', 'local f = io.open(path) return f:seek("end"), f:seek("set", 1), f:read(1), f:seek("cur"), f:seek("cur", -1), f:read("a")'),
  withFile('"abc"', 'local f = io.open(path, "a") f:write("d", 1, 2.5) f:close() return io.open(path):read("a")'),
  withFile('"abcdef"', 'local f = io.open(path, "r+") f:read(2) f:seek("cur", 0) f:write("X") f:close() return io.open(path):read("a")'),
  withFile('"abc"', 'local f = io.open(path, "w") f:close() return io.open(path):read("a"), io.open(path):read()'),
  withFile('"abc"', 'local f = io.open(path) local first = io.type(f) f:close() return first, io.type(f), io.type({}), io.type(1)'),
  'return pcall(io.type)',
  withFile('"abc"', 'local f = io.open(path) f:close() return pcall(f.read, f)'),
  withFile('"abc"', 'local f = io.open(path) for c in f:lines(1) do if c == "b" then break end end return f:read("a")'),
  withFile('"abc"', 'return os.remove(path), io.open(path) == nil'),
  withFile('"abc"', 'local other = path .. "2" return os.rename(path, other), io.open(other):read("a"), os.remove(other)'),
  withFile('"return 1, ...", ""', 'local f = loadfile(path) return f("x")'),
  withFile('"return x"', 'return loadfile(path, "t", { x = 5 })()'),
  withFile('"return 1 +"', 'local f, m = loadfile(path) return f, m ~= nil'),
  withFile('"return 7"', 'return dofile(path)'),
  'return io.open("/no/such/file")',
  'return io.open("/")  == nil or io.open("/"):read("a") == nil',
  'return select(3, io.open("/no/such/file", "w"))',
  'return os.remove("/no/such/file")',
  'return os.rename("/no/such/file", "/tmp/x")',
  'return pcall(function() return (io.open("/tmp/x", "rz")) end)',
  'return pcall(io.lines, "/no/such/file")',
  'local f = io.tmpfile() f:write("abc") f:seek("set") return f:read("a"), f:close()',
]

for (const engine of engines) {
  t.test(`FileLibrary on ${engine} is Lua's own`, (t) => sameAsRealLua(t, engine, sources))

  t.test(`FileLibrary on ${engine} finds files from the function's folder`, async (t) => {
    const f = await functionOf(t, 'return function() return io.open("pages/hello.html"):read("a") .. require("part") end', {
      engine,
      files: { 'pages/hello.html': '<p>hello</p>', 'part.lua': 'return dofile("more.lua")', 'more.lua': 'return "more"' },
    })
    t.equal((await f.request()).body.toString(), '<p>hello</p>more')
  })

  t.test(`FileLibrary on ${engine} writes what others can read`, async (t) => {
    const folder = t.testdir()
    const path = join(folder, 'out.txt')
    const f = await functionOf(t, `return function(event) local f = assert(io.open(${JSON.stringify(path)}, "a")) f:write(event.body, "\\n") f:close() end`, { engine })
    await f.request({ method: 'POST', body: 'one' })
    await f.request({ method: 'POST', body: new Uint8Array([0, 255]) })
    t.same([...readFileSync(path)], [...Buffer.from('one\n'), 0, 255, 10])
  })

  t.test(`FileLibrary on ${engine} has a limit on files that nobody closes`, async (t) => {
    const f = await functionOf(t, `
      local kept = {}
      return function()
        for i = 1, 300 do
          local file, why = io.open("handler.lua")
          if not file then
            for _, each in ipairs(kept) do each:close() end
            return why
          end
          kept[i] = file
        end
      end`, { engine })
    t.match((await f.request()).body.toString(), /^handler.lua: Too many open files$/)
    t.match((await f.request()).body.toString(), /./, 'and they are usable again')
  })

  t.test(`FileLibrary on ${engine} says that there is no standard input`, async (t) => {
    const f = await functionOf(t, 'return function() return select(2, pcall(io.read)) .. select(2, pcall(io.lines)) end', { engine })
    t.match((await f.request()).body.toString(), /io.read is not available in a function: there is no standard input; .*there is no standard input in a function/)
  })
}
