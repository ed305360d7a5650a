import { testEngine } from '../support/engine-test.ts'

testEngine('wasm', 'WasmRecords leaves the stack as it was and needs room for all columns', (t, lua) => {
  const names = Array.from({ length: 300 }, (_, i) => `column ${i}`)
  const shape = { keys: names, floats: names.map(() => false), null: undefined }
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shape, [names, names])
  t.equal(lua.top(lua.main), 1)
  lua.rawGetIndex(lua.main, -1, 2)
  lua.getField(lua.main, -1, 'column 299')
  t.equal(lua.toText(lua.main, -1), 'column 299')
  lua.pop(lua.main, 3)
})
