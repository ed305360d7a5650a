import t from 'tap'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { argumentError, JsonError, unserialisable } from '../../template/lua-ts/modules/json-error.ts'

t.test('JsonError is an error of the Lua code that called when it is thrown', async (t) => {
  const error = new JsonError('Expected value', 3)
  t.match(error, { name: 'JsonError', message: 'Expected value', position: 3, level: 1 })
  t.ok(error instanceof LuaError)
})

t.test('argumentError() and unserialisable() use the words of cjson when they describe a value', async (t) => {
  t.equal(argumentError('encode', 1, 'expected 1 argument').message, "bad argument #1 to 'cjson.encode' (expected 1 argument)")
  t.equal(unserialisable('thread', 'type not supported').message, 'Cannot serialise thread: type not supported')
})
