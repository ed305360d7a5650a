import { spawnSync } from 'node:child_process'
import t from 'tap'
import { wasmModule } from '../../template/lua-ts/lua/wasm-module.ts'
import { wasmSystem } from '../../template/lua-ts/lua/wasm-system.ts'
import { functionOf } from '../support/lua-function.ts'

const system = async () => {
  const { heap, exports } = await wasmModule()
  const { env, wasi_snapshot_preview1: wasi } = wasmSystem(heap)
  const call = (of: typeof env, name: string, ...args: number[]) => (of[name] as (...args: number[]) => unknown)(...args)
  return { heap, exports, env: (name: string, ...args: number[]) => call(env, name, ...args), wasi: (name: string, ...args: number[]) => call(wasi, name, ...args) }
}

t.test('wasmSystem() has a clock, and neither files nor an environment', async (t) => {
  const { heap, exports, env, wasi } = await system()
  t.ok(Math.abs(Number(env('emscripten_date_now')) - Date.now()) < 1000)
  t.equal(env('__syscall_openat', 0, 0, 0, 0), -52)
  t.equal(wasi('fd_read', 0, 0, 0, 0), 52)
  const out = exports.malloc(8)
  heap.HEAPU32.fill(7, out >> 2, (out >> 2) + 2)
  t.equal(wasi('environ_sizes_get', out, out + 4), 0)
  t.same([...heap.HEAPU32.subarray(out >> 2, (out >> 2) + 2)], [0, 0])
})

t.test('wasmSystem() names what Lua should not have called', async (t) => {
  const { env } = await system()
  t.throws(() => env('system', 0), new Error('Lua has called system()'))
  t.throws(() => env('_localtime_js', 0, 0), new Error('Lua has called _localtime_js()'))
})

t.test('wasmSystem() writes warnings to standard error', async (t) => {
  const program = `
    import { wasmLua } from './template/lua-ts/lua/wasm.ts'
    const lua = await wasmLua()
    lua.load(lua.main, Buffer.from('warn("@on") warn("disk ", "nearly full ☃")'), '=test')
    lua.call(lua.main, 0, 0)`
  const root = new URL('../..', import.meta.url)
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' })
  t.equal(stderr, 'Lua warning: disk nearly full ☃\n')
  t.equal(status, 0)
})

t.test('Nothing in a handler reaches the system that is not there', async (t) => {
  const fn = await functionOf(t, `return function()
    local failed = {}
    for _, library in ipairs({ "os", "io" }) do
      for name, f in pairs(_G[library]) do
        if type(f) == "function" and name ~= "lines" then
          for _, argument in ipairs({ false, "x", 1 }) do
            local _, message = pcall(f, argument or nil)
            if tostring(message):find("Lua has called", 1, true) then failed[#failed + 1] = library .. "." .. name end
          end
        end
      end
    end
    return table.concat(failed, " ") .. "."
  end`, { engine: 'wasm' })
  t.equal((await fn.request()).body.toString(), '.')
})
