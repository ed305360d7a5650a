import t from 'tap'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { pushHeaders, pushParameters } from '../../template/lua-ts/lua/event-tables.ts'
import { encodeValue } from '../../template/lua-ts/modules/json.ts'
import { engines } from '../support/lua-function.ts'

const pushed = (lua: Lua, push: () => void): unknown => {
  push()
  const value: unknown = JSON.parse(Buffer.from(encodeValue(lua, lua.main, -1)).toString('latin1'))
  lua.pop(lua.main, 1)
  return value
}

const headers = ['Host', 'h', 'X-A', '1', 'x-a', '2', 'Cookie', 'a=1', 'COOKIE', 'b=2', 'X-Bytes', '\xe4', 'X-Empty', '']

for (const engine of engines) {
  t.test(`pushHeaders() joins repeated headers, or lists them, on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    t.same(pushed(lua, () => pushHeaders(lua, lua.main, headers, 'joined')), { host: 'h', 'x-a': '1, 2', cookie: 'a=1; b=2', 'x-bytes': '\xe4', 'x-empty': '' })
    t.same(pushed(lua, () => pushHeaders(lua, lua.main, headers, 'all')), { host: ['h'], 'x-a': ['1', '2'], cookie: ['a=1', 'b=2'], 'x-bytes': ['\xe4'], 'x-empty': [''] })
    t.same(pushed(lua, () => pushHeaders(lua, lua.main, [], 'joined')), {})
    for (let i = 0; i < 2000; i++) {
      pushHeaders(lua, lua.main, [`X-Header-${i}`, 'v'], 'joined')
      if (i % 500 === 0) t.same(pushed(lua, () => lua.pushValue(lua.main, -1)), { [`x-header-${i}`]: 'v' }, 'however many names have come')
      lua.pop(lua.main, 1)
    }
    t.equal(lua.top(lua.main), 0)
  })

  t.test(`pushParameters() keeps the last value, or all, on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    t.same(pushed(lua, () => pushParameters(lua, lua.main, 'a=1&b=%C3%A4&a=2&c', 'last')), { a: '2', b: '\xc3\xa4', c: '' })
    t.same(pushed(lua, () => pushParameters(lua, lua.main, 'a=1&b=%C3%A4&a=2&c', 'all')), { a: ['1', '2'], b: ['\xc3\xa4'], c: [''] })
    t.same(pushed(lua, () => pushParameters(lua, lua.main, '', 'last')), {})
    t.same(pushed(lua, () => pushParameters(lua, lua.main, '__proto__=1&constructor=2', 'all')), JSON.parse('{"__proto__":["1"],"constructor":["2"]}'))
  })
}
