import { LuaError } from '../../../template/lua-ts/lua/engine.ts'
import { noTapes } from '../../../template/lua-ts/lua/tapes.ts'
import { DatabaseError } from '../../../template/lua-ts/modules/database/database-error.ts'
import { errorTables } from '../../../template/lua-ts/modules/database/error-tables.ts'
import { StatementError } from '../../../template/lua-ts/modules/database/sql-statement.ts'
import { loaded, testEngine } from '../../support/engine-test.ts'
import { engines } from '../../support/lua-function.ts'

for (const engine of engines) {
  testEngine(engine, 'errorTables() makes a table of what the database said', (t, lua) => {
    const errors = errorTables(lua, noTapes)
    const error = new DatabaseError('no such table: x', { code: 'SQLITE_ERROR', kind: 'syntax', detail: 'more' })
    const thread = loaded(lua, 'local ok, e = pcall(fail)\nreturn ok, e.code, e.kind, e.message, e.detail, e.hint, tostring(e)', { fail: () => { throw errors(error) } })
    lua.call(thread, 0, 7)
    t.same([2, 3, 4, 5, 6].map((i) => lua.toText(thread, i)), ['SQLITE_ERROR', 'syntax', 'no such table: x', 'more', undefined])
    t.match(lua.toText(thread, 7), /no such table: x \(SQLITE_ERROR\)$/)
    lua.freeThread(thread)
  })

  testEngine(engine, 'errorTables() makes messages of the program\'s mistakes and leaves other errors alone', (t, lua) => {
    const errors = errorTables(lua, noTapes)
    t.match(errors(new StatementError('1 placeholder')), { message: 'Cannot run SQL: 1 placeholder', push: undefined })
    t.ok(errors(new StatementError('x')) instanceof LuaError)
    const other = new Error('x')
    t.equal(errors(other), other)
  })

  testEngine(engine, 'errorTables() makes its tables known to tapes', (t, lua) => {
    const kinds: unknown[] = []
    errorTables(lua, { ...noTapes, addKind: (name, _, opaque) => void kinds.push([name, opaque]) })
    t.same(kinds, [['database error', undefined]])
  })
}
