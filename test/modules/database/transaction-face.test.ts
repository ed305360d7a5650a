import { transactionFaces } from '../../../template/lua-ts/modules/database/transaction-face.ts'
import { loaded, testEngine } from '../../support/engine-test.ts'
import { engines } from '../../support/lua-function.ts'

for (const engine of engines) {
  testEngine(engine, 'transactionFaces() begins, and commits or rolls back', (t, lua) => {
    const { main } = lua
    const steps: string[] = []
    const step = (name: string) => (thread: typeof main) => {
      steps.push(`${name} ${lua.typeName(thread, 1)}`)
      lua.pushText(thread, 'tx')
      return 1
    }
    lua.pushTable(main)
    const module = lua.ref(main)
    const faces = transactionFaces(lua, module, { begin: step('begin'), commit: step('commit'), rollback: step('rollback') })
    lua.pushGlobals(main)
    for (const [name, ref] of Object.entries({ module, method: faces.method, fn: faces.function })) {
      lua.pushRef(main, ref)
      lua.setField(main, -2, name)
    }
    lua.pop(main, 1)
    const run = (source: string): string => {
      steps.length = 0
      const thread = loaded(lua, `local r = table.pack(${source}) for i = 1, r.n do r[i] = tostring(r[i]) end return table.concat(r, " ")`)
      lua.call(thread, 0, 1)
      return `${lua.toText(thread, -1)}: ${steps.join(', ')}`
    }
    t.equal(run('fn(function(tx) return tx, nil, 3 end)'), 'tx nil 3: begin nil, commit string')
    t.equal(run('fn(module, function(tx) return tx end)'), 'tx: begin nil, commit string', 'written with a colon')
    t.equal(run('method({}, function(tx) return tx end)'), 'tx: begin table, commit string')
    t.match(run('pcall(fn, function() error("broken", 0) end)'), 'false broken: begin nil, rollback string')
    t.match(run('pcall(fn, 7)'), /^false .*bad argument #1 to 'transaction' \(function expected, got number\): $/)
    t.match(run('pcall(fn)'), /got no value/)
  })
}
