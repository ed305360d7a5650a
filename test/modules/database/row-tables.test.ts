import { RowTables } from '../../../template/lua-ts/modules/database/row-tables.ts'
import type { Result } from '../../../template/lua-ts/modules/database/driver.ts'
import { jsonValues } from '../../../template/lua-ts/modules/json-values.ts'
import { encodeValue } from '../../../template/lua-ts/modules/json.ts'
import { testEngine } from '../../support/engine-test.ts'
import { engines } from '../../support/lua-function.ts'

const result: Result = {
  columns: [{ name: 'id', isFloat: false }, { name: 'price', isFloat: true }, { name: 'note', isFloat: false }],
  rows: [[1n, 2, 'ü'], [2n, 2.5, null]],
  affectedRows: 3,
  insertId: 7,
}

for (const engine of engines) {
  testEngine(engine, 'RowTables makes an array of tables that knows what was changed', (t, lua) => {
    const thread = lua.newThread()
    const tables = new RowTables(lua, 'nil')
    t.equal(tables.pushRows(thread, result.columns, result.rows), 1)
    tables.complete(thread, result)
    t.equal(lua.rawLength(thread, 1), 2)
    lua.getField(thread, 1, 'affected_rows')
    lua.getField(thread, 1, 'insert_id')
    t.same([lua.toNumber(thread, 2), lua.toNumber(thread, 3)], [3, 7])
    t.ok(lua.getMetatable(thread, 1))
    lua.pushRef(thread, jsonValues(lua).arrayMt)
    t.ok(lua.rawEqual(thread, -1, -2))
    lua.rawGetIndex(thread, 1, 1)
    lua.getField(thread, -1, 'price')
    t.equal(lua.isInteger(thread, -1), false, 'a float stays one even when it is whole')
    lua.rawGetIndex(thread, 1, 2)
    t.same(JSON.parse(Buffer.from(encodeValue(lua, thread, lua.top(thread))).toString()), { id: 2, price: 2.5 }, 'NULL is no field')
    lua.freeThread(thread)
  })

  testEngine(engine, 'RowTables has json.null for NULL where it is wanted', (t, lua) => {
    const thread = lua.newThread()
    new RowTables(lua, 'json').pushRows(thread, result.columns, result.rows)
    t.same(JSON.parse(Buffer.from(encodeValue(lua, thread, 1)).toString()), [{ id: 1, price: 2, note: 'ü' }, { id: 2, price: 2.5, note: null }])
    lua.freeThread(thread)
  })

  testEngine(engine, 'RowTables pushes ids without loss', (t, lua) => {
    const thread = lua.newThread()
    const tables = new RowTables(lua, 'nil')
    tables.pushId(thread, undefined)
    tables.pushId(thread, 5)
    tables.pushId(thread, 2n ** 62n)
    t.same([lua.typeName(thread, 1), lua.toNumber(thread, 2), lua.toText(thread, 3)], ['nil', 5, '4611686018427387904'])
    lua.freeThread(thread)
  })
}
