import type { RecordRow, RecordShape, RecordValue } from '../../template/lua-ts/lua/records.ts'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { checkRows, comparedRows, pushPlainRows, runLua, shapeOf } from '../support/compared-rows.ts'
import { testEngine } from '../support/engine-test.ts'
import { packed } from '../support/packed.ts'

const values: Readonly<Record<string, readonly RecordValue[]>> = {
  booleans: [true, false, null, true],
  integers: [0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1],
  'wide integers': [0n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n - 1n],
  text: ['', 'a', 'b'.repeat(40), 'c'.repeat(41), 'd'.repeat(100_000), 'naïve ☃ 𝄞', 'a\0b', '\0', 'ü'.repeat(20), 'ü'.repeat(21), ''],
  bytes: [Buffer.from([0, 255, 128]), Buffer.alloc(0), Buffer.alloc(40, 200), Buffer.alloc(41, 200), Buffer.alloc(100_000, 7)],
  nulls: [null, 'x', null, null, 'x', 'x', null, 5, null, 'x'],
}

testEngine('wasm', 'WasmRows makes tables of all kinds of values', (t, lua) => {
  for (const [name, column] of Object.entries(values)) {
    checkRows(t, lua, shapeOf(['v']), column.map((value) => [value]), name)
    checkRows(t, lua, shapeOf(['a', 'v', 'b']), column.map((value, i) => [i, value, `text ${i}`]), `${name} between others`)
    checkRows(t, lua, shapeOf(column.map((_, i) => `column ${i}`)), [column, column.toReversed()], `${name} in a row`)
  }
  const floats = [0, -0, 1, 2 ** 53, 2 ** 60, 0.1, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308]
  checkRows(t, lua, shapeOf(['v'], [true]), floats.map((value) => [value]), 'floats')
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shapeOf(['v']), floats.map((value) => [value]))
  t.equal(comparedRows(lua, shapeOf(['v']), floats.map((value) => [value])), 'the same', 'floats where integers are')
})

testEngine('wasm', 'WasmRows has a value in the place of null', (t, lua) => {
  const rows = [[null, 'a', null], ['b', null, 1], [null, null, null], ['b', 'a', 2]]
  for (const push of [() => lua.pushTable(lua.main), () => lua.pushText(lua.main, 'a string that is as good as any'), () => lua.pushBoolean(lua.main, false)]) {
    push()
    const shape = { ...shapeOf(['a', 'b', 'c']), null: lua.ref(lua.main) }
    checkRows(t, lua, shape, rows, 'null')
    lua.unref(shape.null)
  }
})

testEngine('wasm', 'WasmRows takes text from the row above only where it is the same', (t, lua) => {
  const long = 'x'.repeat(50)
  const column = ['same', 'same', 'sane', 'same', null, 'same', long, long, `${long}y`, '', '', 'ü', 'ü', 'u', 'ab', 'ba', 'cd', 'ef', 'gh', 'gh', 'gh']
  checkRows(t, lua, shapeOf(['v']), column.map((value) => [value]), 'one column')
  checkRows(t, lua, shapeOf(['v', 'n']), column.flatMap((value, i) => [[value, i], [value, i]]), 'each twice')
  const many = Array.from({ length: 900 }, (_, i) => [i, `group ${i >> 6}`, 'all', i % 3 === 0 ? null : `${i % 2}`])
  checkRows(t, lua, shapeOf(['id', 'group', 'all', 'some']), many, 'more than lie on the stack at once')
  const wide = Array.from({ length: 200 }, (_, k) => `column ${k}`)
  checkRows(t, lua, shapeOf(wide), [wide, wide, wide.with(7, 'other'), wide], '200 columns')
})

testEngine('wasm', 'WasmRows sets the items from an index on', (t, lua) => {
  const shape = shapeOf(['n'])
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shape, [[1], [2]])
  lua.setRecords(lua.main, 3, shape, packed([[3], [4]], [false]))
  lua.setRecords(lua.main, 5, shape, Array.from({ length: 100 }, (_, i) => [i + 5]))
  lua.setRecords(lua.main, 2, shape, [['again']])
  t.equal(comparedRows(lua, shape, Array.from({ length: 104 }, (_, i) => [i === 1 ? 'again' : i + 1])), 'the same')
})

const uses = `
local found, plain = ...
local function names(row)
  local list = {}
  for k, v in pairs(row) do list[#list + 1] = tostring(k) .. "=" .. tostring(v) end
  table.sort(list)
  return table.concat(list, " ")
end
local steps = {
  function(row) for i = 1, 40 do row["new " .. i] = i row[i] = -i end end,
  function(row) for i = 1, 40, 3 do row["new " .. i] = nil row[i] = nil end end,
  function(row) row.a, row.b, row.c = row.c, row.a, row.b end,
  function(row) for k in pairs(row) do if type(k) == "number" then row[k] = nil end end end,
  function(row) row.late = "late" row.d = "d again" row.a = nil end,
  function(row) for k in next, row do row[k] = nil end row.a = 1 end,
}
for i = 1, #found do
  for n, step in ipairs(steps) do
    step(found[i]) step(plain[i])
    if i % 5 == n then collectgarbage() end
    if names(found[i]) ~= names(plain[i]) then return i .. ", step " .. n .. ": " .. names(found[i]) .. " for " .. names(plain[i]) end
  end
end
return "the same"`

testEngine('wasm', 'WasmRows makes tables that Lua uses as any other', (t, lua) => {
  const shape = shapeOf(['a', 'b', 'c', 'd', 'key that is longer than forty bytes, so that Lua has it once for each use'])
  const rows = Array.from({ length: 64 }, (_, i) => shape.keys.map((key, k) => ((i >> k) & 1 ? null : `${key.slice(0, 5)} ${i}`)))
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shape, rows)
  pushPlainRows(lua, shape, rows)
  t.equal(runLua(lua, uses, 2), 'the same')
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shapeOf(['x', 'index']), [['from the row', 2]])
  const meta = 'local row = (...)[1] local o = setmetatable({}, row) local before = o.x row.__index = row row.__len = function() return 9 end return tostring(before) .. o.x .. #o'
  t.equal(runLua(lua, meta, 1), 'nilfrom the row9')
})

/** Pseudorandom whole numbers below a bound, the same ones each time. */
const numbers = (seed: number) => {
  let state = seed
  return (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/** A value of a kind: numbers, or text and bytes. */
const anyValue = (below: (bound: number) => number, kind = below(4)): RecordValue => {
  const choice = below(8)
  if (choice === 0) return null
  if (kind === 0) return choice % 2 === 0
  if (kind === 1) return choice > 2 ? below(2 ** 32) - 2 ** 31 : BigInt(below(2 ** 32)) * BigInt(below(2 ** 31))
  switch (choice) {
    case 3: return 'l'.repeat(38 + below(6)) + below(3)
    case 4: return Buffer.alloc(below(80), below(256))
    case 5: return `naïve ${below(50)}`
    default: return `text ${below(4) === 0 ? below(1e6) : below(3)}`
  }
}

const collectors = [
  'collectgarbage("incremental", 100, 100, 1)', 'collectgarbage("incremental", 10, 400, 4)', 'collectgarbage("incremental", 100, 1000, 6)',
  'collectgarbage("incremental", 200, 200, 10)', 'collectgarbage("generational", 1, 1)', 'collectgarbage("generational", 20, 100)', 'collectgarbage("generational", 5, 10)',
]

testEngine('wasm', 'WasmRows loses nothing to the garbage collector, whatever it is doing', (t, lua) => {
  const below = numbers(1)
  let filled = 0
  const pushKey = lua.pushKey.bind(lua)
  const kept: Array<readonly [ref: number, shape: RecordShape, rows: readonly RecordRow[]]> = []
  const shapes = Array.from({ length: 40 }, (_, n) => shapeOf(Array.from({ length: 1 + below(n === 0 ? 200 : 12) }, (_, k) => `${'key '.repeat(below(14))}${k}`)))
  for (const shape of shapes) checkRows(t, lua, shape, [], 'known')
  for (let round = 0; round < 420; round++) {
    if (round % 20 === 0) runLua(lua, collectors[(round / 20) % collectors.length]!)
    const shape = shapes[below(shapes.length)]!
    const isPacked = below(2) === 0
    // A column of packed rows has text or never has.
    const kinds = shape.keys.map((_, k) => (isPacked ? 1 + (k % 3) : undefined))
    const rows = Array.from({ length: 1 + below(60) }, () => kinds.map((kind) => anyValue(below, kind)))
    lua.pushTable(lua.main)
    // Where a table has been seen by the collector already it is filled through Lua, which takes its keys from here.
    lua.pushKey = (thread, name) => {
      filled++
      pushKey(thread, name)
    }
    lua.setRecords(lua.main, 1, shape, isPacked ? packed(rows, shape.floats) : rows)
    lua.pushKey = pushKey
    if (below(3) > 0) kept.push([lua.ref(lua.main), shape, rows])
    else lua.pop(lua.main, 1)
    if (kept.length > 60) lua.unref(kept.splice(below(60), 1)[0]![0])
    if (round % 40 === 39) runLua(lua, 'collectgarbage("step", 1)')
  }
  runLua(lua, 'collectgarbage("incremental") collectgarbage() collectgarbage()')
  t.ok(filled > 0, `${filled} fields were set through Lua`)
  const wrong = kept.filter(([ref, shape, rows]) => {
    lua.pushRef(lua.main, ref)
    return comparedRows(lua, shape, rows) !== 'the same'
  })
  t.equal(wrong.length, 0)
})

testEngine('wasm', 'WasmRows makes rows while a finalizer makes others', (t, lua) => {
  const inner = shapeOf(['i', 'j'])
  const innerRows = Array.from({ length: 20 }, (_, i) => [`inner ${i}`, 'x'.repeat(i)])
  let calls = 0
  lua.pushGlobals(lua.main)
  lua.pushFunction(lua.main, (thread) => {
    calls++
    lua.pushTable(thread)
    lua.setRecords(thread, 1, inner, calls % 2 === 0 ? innerRows : packed(innerRows, inner.floats))
    return 1
  })
  lua.setField(lua.main, -2, 'rows')
  lua.pop(lua.main, 1)
  runLua(lua, `collectgarbage("incremental", 100, 400, 4) lists = {}
    local function again() setmetatable({}, { __gc = function() lists[#lists % 50 + 1] = rows() again() end }) end
    again()`)
  const rows = Array.from({ length: 400 }, (_, i) => [`outer ${i}`, `group ${i >> 3}`, i, Buffer.from(`bytes ${i}`)])
  for (let round = 0; round < 20; round++) checkRows(t, lua, shapeOf([`key ${round}`, 'b', 'c', 'd']), rows, 'outer rows')
  t.ok(calls > 0, `${calls} finalizers`)
  t.equal(runLua(lua, `collectgarbage("stop")
    for n, list in pairs(lists) do
      for i, row in ipairs(list) do
        if row.i ~= "inner " .. i - 1 or row.j ~= ("x"):rep(i - 1) then return n .. " " .. i end
      end
    end
    return "the same"`), 'the same', 'inner rows')
})

testEngine('wasm', 'WasmRows leaves a usable state behind when there was no memory', (t, lua) => {
  const shape = shapeOf(['id', 'text', 'other'])
  const rows = Array.from({ length: 32 }, (_, i) => [i, `text ${i} `.repeat(40), `other ${i}`])
  lua.limitMemory(lua.memoryBytes() + 2 * 1024 * 1024)
  const source = `local fill = ...
    local ok, why = pcall(function() local all = {} for i = 1, 1e6 do all[i] = fill() end end)
    return tostring(ok) .. " " .. tostring(why)`
  for (const given of [rows, packed(rows, shape.floats)]) {
    const thread = lua.newThread()
    lua.load(thread, Buffer.from(source), '=run')
    lua.pushFunction(thread, (inner) => {
      lua.pushTable(inner)
      lua.setRecords(inner, 1, shape, given)
      return 1
    })
    lua.resume(thread, lua.main, 1)
    t.equal(lua.toText(thread, -1), 'false not enough memory')
    lua.freeThread(thread)
    runLua(lua, 'collectgarbage()')
    checkRows(t, lua, shape, rows, 'afterwards')
  }
})

testEngine('wasm', 'WasmRows says so when the stack has no room', (t, lua) => {
  lua.pushTable(lua.main)
  for (let room = 524_288; room >= 1; room /= 2) {
    try {
      for (;;) {
        lua.reserve(lua.main, room)
        for (let i = 0; i < room; i++) lua.pushNil(lua.main)
      }
    } catch { /* Less may still fit. */ }
  }
  t.throws(() => lua.setRecords(lua.main, 1, shapeOf(['a']), [[1]]), LuaError)
  lua.setTop(lua.main, 1)
  lua.setRecords(lua.main, 1, shapeOf(['a']), [[1]])
  t.equal(comparedRows(lua, shapeOf(['a']), [[1]]), 'the same')
})
