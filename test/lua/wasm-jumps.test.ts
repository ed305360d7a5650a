import t from 'tap'
import { jumpImports } from '../../template/lua-ts/lua/wasm-jumps.ts'
import type { WasmExports } from '../../template/lua-ts/lua/wasm-exports.ts'
import { functionOf } from '../support/lua-function.ts'

const jumps = (functions: Readonly<Record<number, (a: number, b: number) => void>>) => {
  const seen: unknown[] = []
  const exports = {
    stackSave: () => 7,
    stackRestore: (stack: number) => void seen.push(['restored', stack]),
    setThrew: (threw: number, value: number) => void seen.push(['threw', threw, value]),
    __indirect_function_table: { get: (fn: number) => (seen.push(['got', fn]), functions[fn]!) },
  } as unknown as WasmExports
  return { imports: jumpImports(() => exports), seen }
}

t.test('jumpImports() ends a call by a jump, and says so to C', async (t) => {
  const { imports, seen } = jumps({ 3: () => imports._emscripten_throw_longjmp() })
  imports.invoke_vii(3, 1, 2)
  t.same(seen, [['got', 3], ['restored', 7], ['threw', 1, 0]])
})

t.test('jumpImports() looks a function up once, and hands its arguments on', async (t) => {
  const got: unknown[] = []
  const { imports, seen } = jumps({ 3: (a, b) => void got.push([a, b]) })
  imports.invoke_vii(3, 1, 2)
  imports.invoke_vii(3, 4, 5)
  t.same(got, [[1, 2], [4, 5]])
  t.same(seen, [['got', 3]])
})

t.test('jumpImports() lets what is no jump go on', async (t) => {
  const { imports, seen } = jumps({ 3: () => { throw new RangeError('out of memory') } })
  t.throws(() => imports.invoke_vii(3, 1, 2), new RangeError('out of memory'))
  t.same(seen, [['got', 3]])
})

t.test('Errors of Lua cross calls of every kind', async (t) => {
  const fn = await functionOf(t, `return function()
    local function thrower(depth)
      if depth == 0 then error({ code = 42 }) end
      return (("x"):gsub("x", function() thrower(depth - 1) end))
    end
    local codes = {}
    for depth = 0, 30 do
      local ok, err = pcall(thrower, depth)
      codes[#codes + 1] = not ok and err.code
    end
    local ok, message = coroutine.resume(coroutine.create(function() table.sort({ 1, 2, 3 }, function() error("sorted", 0) end) end))
    return #codes .. " " .. codes[31] .. " " .. tostring(ok) .. " " .. message
  end`, { engine: 'wasm' })
  const { body } = await fn.request()
  t.equal(body.toString(), '31 42 false sorted')
})
