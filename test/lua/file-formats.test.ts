import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

const cases: Readonly<Record<string, readonly [text: string, read: string, expected: string]>> = {
  'several formats, up to the first that fails': ['1 x', 'f:read("n", "n", "l")', '1 nil'],
  'a count of bytes': ['abcdef', 'f:read(2, 0, 10, 1)', 'ab  cdef nil'],
  'a number that ends in the middle': ['0x', 'f:read("n")', 'nil'],
  'what follows a number': ['12abc', 'f:read("n", "a")', '12 abc'],
}

for (const engine of engines) {
  t.test(`readFormats() on ${engine}`, async (t) => {
    for (const [name, [text, read, expected]] of Object.entries(cases)) {
      const f = await functionOf(t, `
        return function()
          local f = io.open("data")
          local r = table.pack(${read})
          for i = 1, r.n do r[i] = tostring(r[i]) end
          return table.concat(r, " ")
        end`, { engine, files: { data: text } })
      t.equal((await f.request()).body.toString(), expected, name)
    }
    const f = await functionOf(t, 'return function() return select(2, pcall(function() return io.open("data"):read("l", "z") end)) end', { engine, files: { data: 'x\ny' } })
    t.match((await f.request()).body.toString(), /bad argument #2 to 'read' \(invalid format\)$/)
  })
}
