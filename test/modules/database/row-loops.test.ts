import type { Test } from 'tap'
import type { HostFunction, Lua, Thread } from '../../../template/lua-ts/lua/engine.ts'
import { newRun } from '../../../template/lua-ts/lua/run.ts'
import type { Run } from '../../../template/lua-ts/lua/run.ts'
import type { Scheduler } from '../../../template/lua-ts/lua/scheduler.ts'
import { noTapes } from '../../../template/lua-ts/lua/tapes.ts'
import type { DatabaseCalls, Push } from '../../../template/lua-ts/modules/database/calls.ts'
import type { Row } from '../../../template/lua-ts/modules/database/driver.ts'
import { RowLoops } from '../../../template/lua-ts/modules/database/row-loops.ts'
import { RowTables } from '../../../template/lua-ts/modules/database/row-tables.ts'
import { Stop } from '../../../template/lua-ts/modules/database/stop.ts'
import { loaded, testEngine } from '../../support/engine-test.ts'
import { engines } from '../../support/lua-function.ts'

interface Loop {
  readonly thread: Thread
  readonly loops: RowLoops
  readonly run: Run
  /** What the rows were asked: `next` and `close`. */
  readonly asked: string[]
}

/** Runs a chunk in which `rows()` gives a loop over `pieces`, whose next piece is always there. */
const looped = (t: Test, lua: Lua, source: string, pieces: readonly (readonly Row[])[], results: number): Loop => {
  const asked: string[] = []
  const thread = loaded(lua, source, { rows: (running) => push(running) })
  const run = newRun(thread, 0, { deadlineMs: Infinity })
  const calls = { wait: <T>(running: Thread, work: (stop: Stop) => T, give: Push<T>) => give(running, work(new Stop())) }
  const loops = new RowLoops(lua, { current: run } as unknown as Scheduler, calls as unknown as DatabaseCalls, noTapes)
  const tables = new RowTables(lua, 'nil')
  const push: HostFunction = (running) => {
    const left = [...pieces]
    const next = () => {
      asked.push('next')
      return left.shift() ?? []
    }
    return loops.push(running, { columns: [{ name: 'n', isFloat: false }], next, close: () => void asked.push('close') }, tables)
  }
  lua.call(thread, 0, results)
  t.teardown(() => lua.freeThread(thread))
  return { thread, loops, run, asked }
}

const numbered = (first: number, count: number): readonly Row[] => Array.from({ length: count }, (_, i) => [first + i])
const sum = 'local count, sum = 0, 0 for row in rows() do count = count + 1 sum = sum + row.n end return count, sum'

for (const engine of engines) {
  testEngine(engine, 'RowLoops gives each row once, whatever the pieces', (t, lua) => {
    for (const sizes of [[], [1], [127, 128, 129], [128], [500, 1, 500]]) {
      const rows = numbered(1, sizes.reduce((all, size) => all + size, 0))
      let from = 0
      const pieces = sizes.map((size) => rows.slice(from, (from += size)))
      const { thread, loops, run, asked } = looped(t, lua, sum, pieces, 2)
      t.same([lua.toNumber(thread, 1), lua.toNumber(thread, 2)], [rows.length, (rows.length * (rows.length + 1)) / 2], sizes.join())
      t.same(asked, [...sizes.map(() => 'next'), 'next', 'close'], 'each piece is asked for once')
      t.same([loops.size, run.held?.size], [0, 0], 'nothing is kept')
    }
  })

  testEngine(engine, 'RowLoops gives long rows fewer at a time', (t, lua) => {
    const before = lua.memoryBytes()
    const long = Array.from({ length: 128 }, (_, i): Row => [`${i}`.padEnd(100_000, 'x')])
    const { thread, asked } = looped(t, lua, 'local count = 0 for row in rows() do count = count + 1 assert(#row.n == 100000) row = nil collectgarbage() end return count', [long], 1)
    t.equal(lua.toNumber(thread, 1), 128)
    t.same(asked, ['next', 'next', 'close'])
    if (engine === 'wasm') t.ok(lua.memoryBytes() - before < 6_000_000, `${lua.memoryBytes() - before} bytes`)
  })

  testEngine(engine, 'RowLoops ends with the run of a loop that was left', (t, lua) => {
    const { loops, run, asked } = looped(t, lua, 'local next = rows() return next().n', [numbered(1, 3), numbered(4, 3)], 1)
    t.same([loops.size, asked], [1, ['next']])
    for (const release of run.held!) release()
    for (const release of run.held!) release()
    t.same([loops.size, run.held!.size, asked], [0, 0, ['next', 'close']])
  })

  testEngine(engine, 'RowLoops gives nothing after the end', (t, lua) => {
    const { thread, asked } = looped(t, lua, 'local next = rows() next() return next(), next(), next()', [numbered(1, 1)], 3)
    t.same([1, 2, 3].map((i) => lua.type(thread, i)), [0, 0, 0])
    t.same(asked, ['next', 'next', 'close'], 'and asks for nothing')
  })
}

testEngine('wasm', 'RowLoops closes a loop that Lua 5.4 leaves early', (t, lua) => {
  const { loops, asked } = looped(t, lua, 'for row in rows() do break end pcall(function() for row in rows() do error("x") end end)', [numbered(1, 200)], 0)
  t.same([loops.size, asked], [0, ['next', 'close', 'next', 'close']])
})
