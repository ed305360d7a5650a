import { sqlArguments } from '../../../template/lua-ts/modules/database/sql-arguments.ts'
import { jsonValues } from '../../../template/lua-ts/modules/json-values.ts'
import { testEngine } from '../../support/engine-test.ts'
import { givenArguments } from '../../support/given-arguments.ts'
import { engines } from '../../support/lua-function.ts'

for (const engine of engines) {
  testEngine(engine, 'sqlArguments() reads what databases know', (t, lua) => {
    const values = sqlArguments(lua)
    const read = (args: string) => givenArguments(lua, args, (thread) => values.read(thread, 2))
    t.same(read('"sql", nil, true, 7, 2.5, "ü", nil'), [null, true, 7n, 2.5, 'ü', null])
    t.same(read('"sql", "\\255"'), [Buffer.from([255])], 'what is no text is binary')
    t.same(read('"sql", 2.0^40'), [2n ** 40n], 'a wide integer that an engine has as a float')
    t.same(read('"sql"'), [])
  })

  testEngine(engine, 'sqlArguments() knows blobs and json.null', (t, lua) => {
    const values = sqlArguments(lua)
    lua.pushGlobals(lua.main)
    lua.pushRef(lua.main, jsonValues(lua).null)
    lua.setField(lua.main, -2, 'null')
    lua.pushFunction(lua.main, (thread) => values.pushBlob(thread))
    lua.setField(lua.main, -2, 'blob')
    lua.pop(lua.main, 1)
    t.same(givenArguments(lua, 'null, blob("text")', (thread) => values.read(thread, 1)), [null, Buffer.from('text')])
    t.throws(() => givenArguments(lua, '7', (thread) => values.pushBlob(thread)), { message: "bad argument #1 to 'blob' (string expected, got number)" })
    t.throws(() => givenArguments(lua, '', (thread) => values.pushBlob(thread)), { message: "bad argument #1 to 'blob' (string expected, got no value)" })
  })

  testEngine(engine, 'sqlArguments() says which value a database doesn\'t know', (t, lua) => {
    const values = sqlArguments(lua)
    const read = (args: string) => givenArguments(lua, args, (thread) => values.read(thread, 2))
    t.throws(() => read('"sql", 1, {}'), { message: /^Cannot send value 2 to the database: .* got a table; for a JSON column use json.encode/ })
    t.throws(() => read('"sql", print'), { message: /value 1 .* got a function$/ })
  })
}
