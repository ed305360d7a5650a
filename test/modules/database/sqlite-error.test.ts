import t from 'tap'
import { sqliteError } from '../../../template/lua-ts/modules/database/sqlite-error.ts'

const thrown = (errcode: number, message = 'x') => Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode })

t.test('sqliteError() names the code and its kind', async (t) => {
  const rows: readonly (readonly [number, string, string, string?])[] = [
    [2067, 'SQLITE_CONSTRAINT_UNIQUE', 'unique'],
    [517, 'SQLITE_BUSY', 'busy'],
    [999, 'SQLITE_ERROR', 'query'],
    [1, 'SQLITE_ERROR', 'missing', 'no such table: t'],
    [1, 'SQLITE_ERROR', 'syntax', 'near "SELEC": syntax error'],
  ]
  for (const [errcode, code, kind, message] of rows) t.match(sqliteError(thrown(errcode, message)), { details: { code, kind } }, code)
})

t.test('sqliteError() leaves other errors alone', async (t) => {
  for (const error of [new TypeError('x'), 'text']) t.equal(sqliteError(error), error)
})
