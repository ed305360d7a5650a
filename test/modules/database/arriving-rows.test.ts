import { newRun } from '../../../template/lua-ts/lua/run.ts'
import { ArrivingRows } from '../../../template/lua-ts/modules/database/arriving-rows.ts'
import type { Result, Row } from '../../../template/lua-ts/modules/database/driver.ts'
import { RowTables } from '../../../template/lua-ts/modules/database/row-tables.ts'
import { testEngine } from '../../support/engine-test.ts'
import { engines } from '../../support/lua-function.ts'

const columns = [{ name: 'n', isFloat: false }, { name: 'text', isFloat: false }]
const rowsFrom = (first: number, count: number): Row[] => Array.from({ length: count }, (_, i) => [first + i, `row ${first + i}`])
const result = (rows: readonly Row[]): Result => ({ columns, rows, affectedRows: 0, insertId: undefined })

for (const engine of engines) {
  testEngine(engine, 'ArrivingRows makes one list of the pieces and the rest', (t, lua) => {
    const thread = lua.newThread()
    for (const sizes of [[3], [128, 1], [128, 128, 5], [1, 1, 1, 0]]) {
      const run = newRun(thread, 0, { deadlineMs: Infinity })
      const list = new ArrivingRows(lua, new RowTables(lua, 'nil'), run)
      let from = 1
      for (const size of sizes.slice(0, -1)) {
        list.add(columns, rowsFrom(from, size))
        from += size
      }
      list.push(thread, result(rowsFrom(from, sizes.at(-1)!)))
      t.equal(lua.top(thread), 1)
      const total = sizes.reduce((sum, size) => sum + size)
      t.equal(lua.rawLength(thread, 1), total)
      for (let i = 1; i <= total; i++) {
        lua.rawGetIndex(thread, 1, i)
        lua.getField(thread, -1, 'text')
        if (lua.toText(thread, -1) !== `row ${i}`) t.fail(`row ${i} is ${lua.toText(thread, -1)}`)
        lua.pop(thread, 2)
      }
      lua.pop(thread, 1)
      t.notOk(run.held?.size, 'the run holds nothing more')
    }
    lua.freeThread(thread)
  })

  testEngine(engine, 'ArrivingRows lets go of the list when its run has ended', (t, lua) => {
    const thread = lua.newThread()
    const run = newRun(thread, 0, { deadlineMs: Infinity })
    const list = new ArrivingRows(lua, new RowTables(lua, 'nil'), run)
    list.add(columns, rowsFrom(1, 5))
    t.equal(run.held?.size, 1)
    for (const release of run.held!) release()
    list.add(columns, rowsFrom(6, 5))
    lua.freeThread(thread)
  })
}

testEngine('wasm', 'ArrivingRows raises an error for rows that had no memory', (t, lua) => {
  const thread = lua.newThread()
  const list = new ArrivingRows(lua, new RowTables(lua, 'nil'), newRun(thread, 0, { deadlineMs: Infinity }))
  lua.limitMemory(lua.memoryBytes())
  const long = 'x'.repeat(100_000)
  for (let i = 0; i < 300; i++) list.add(columns, [[i, `${long}${i}`]])
  t.throws(() => list.push(thread, result([])), { message: 'not enough memory' })
  lua.pop(thread, 1)
  lua.freeThread(thread)
})
