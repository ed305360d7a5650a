import { testEngine } from '../support/engine-test.ts'

const busyMs = 1500

testEngine('wasm', 'wasmModule() runs code that V8 compiles again and again while it runs', (t, lua) => {
  const { main } = lua
  lua.load(main, Buffer.from('local t = {} for i = 1, (...) do t[i] = tostring(i) .. "x" end table.sort(t) return #t'), '=busy')
  const busy = lua.ref(main)
  let rounds = 0
  for (const endMs = performance.now() + busyMs; performance.now() < endMs; rounds++) {
    lua.pushRef(main, busy)
    lua.pushNumber(main, 20_000)
    lua.call(main, 1, 1)
    lua.pop(main, 1)
  }
  t.ok(rounds > 0, 'a wrong flag of V8 would have ended the process by now')
})
