import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

for (const engine of engines) {
  const linesOf = async (test: { after(fn: () => void): unknown }, body: string): Promise<string[]> => {
    const f = await functionOf(test, `return function(event, context)\n${body}\nend`, { engine })
    await f.request({ id: 'c' })
    return f.lines
  }

  t.test(`print() writes its arguments as tostring shows them on ${engine}`, async (t) => {
    t.same(await linesOf(t, `print()
print("one")
print("two", 2, 2.5, nil, true, 1e15, 1/0)
print(setmetatable({}, { __tostring = function() return "shown" end }), "and", setmetatable({}, { __tostring = function() return "again" end }))
print("two\\nlines")
print(nil)
print(select(2, pcall(print, setmetatable({}, { __tostring = function() error("in __tostring", 0) end }))))`), [
      'stdout[c]: ', 'stdout[c]: one', 'stdout[c]: two\t2\t2.5\tnil\ttrue\t1e+15\tinf', 'stdout[c]: shown\tand\tagain',
      'stdout[c]: two', 'stdout[c]: lines', 'stdout[c]: nil', 'stdout[c]: in __tostring',
    ])
  })

  t.test(`print() and io.write() keep bytes on ${engine}`, async (t) => {
    const outputs: Buffer[] = []
    const f = await functionOf(t, 'return function() print("\\0\\255", "\\195\\164") io.write("\\254\\n") end', { engine })
    f.lines.push = (line) => outputs.push(Buffer.from(line))
    await f.request({ id: 'c' })
    t.same(outputs.map(String), ['stdout[c]: \0\ufffd\tä', 'stdout[c]: \ufffd'])
  })

  t.test(`io.write() gathers lines and returns its stream on ${engine}`, async (t) => {
    t.same(await linesOf(t, `io.write("a", 1, 2.5, "\\n"):write("b"):write("\\n")
io.stdout:write("c", "\\n")
io.stderr:write("e1\\ne2")
print(io.write() == io.stdout, io.stdout:flush() == io.stdout, io.stdout:setvbuf("no") ~= nil, io.stderr:write() == io.stderr)
io.write("unfinished")`), [
      'stdout[c]: a12.5', 'stdout[c]: b', 'stdout[c]: c', 'stderr[c]: e1', 'stdout[c]: true\ttrue\ttrue\ttrue', 'stdout[c]: unfinished', 'stderr[c]: e2',
    ])
  })

  t.test(`io.write() refuses what is no text on ${engine}`, async (t) => {
    t.same(await linesOf(t, `print(pcall(io.write, {}))
print(pcall(io.write, "x", nil))
print(pcall(function() io.stdout:write(true) end))`), [
      "stdout[c]: false\tbad argument #1 to 'io.write' (string expected, got table)",
      "stdout[c]: xfalse\tbad argument #2 to 'io.write' (string expected, got nil)",
      "stdout[c]: false\thandler.lua:4: bad argument #1 to 'write' (string expected, got boolean)",
    ].flatMap((line) => (line.includes('xfalse') ? ['stdout[c]: x', line.replace('xfalse', 'false')] : [line])))
  })

  t.test(`io.write() keeps half lines of requests apart on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
return function(event) io.write(event.name, "1 ") time.sleep(0.002) io.write(event.name, "2 ") time.sleep(0.002) io.write(event.name, "3\\n", event.name, " rest") end`, { engine })
    await Promise.all(['a', 'b'].map((name) => f.request({ id: name, query: `name=${name}` })))
    for (const name of ['a', 'b']) {
      t.same(f.lines.filter((line) => line.includes(`[${name}]`)), [`stdout[${name}]: ${name}1 ${name}2 ${name}3`, `stdout[${name}]: ${name} rest`])
    }
    t.equal(f.lines.length, 4)
  })

  t.test(`print() while loading carries no call id on ${engine}`, async (t) => {
    const f = await functionOf(t, 'print("loading") io.write("half") return function() end', { engine })
    t.same(f.lines, ['stdout: loading', 'stdout: half'])
  })
}
