import t from 'tap'
import type { HostFunction, Lua } from '../../template/lua-ts/lua/engine.ts'
import { WasmCalls } from '../../template/lua-ts/lua/wasm-calls.ts'
import { WasmMemory } from '../../template/lua-ts/lua/wasm-memory.ts'
import { wasmModule } from '../../template/lua-ts/lua/wasm-module.ts'
import { hostFunctionTests } from '../support/host-function-tests.ts'

hostFunctionTests('wasm')

t.test('WasmCalls gives each function one address, since none can be taken back', async (t) => {
  const module = await wasmModule()
  const calls = new WasmCalls({} as Lua, module, new WasmMemory(module))
  const [one, other]: HostFunction[] = [() => 0, () => 0]
  const tick = () => {}
  const addresses = new Set([calls.continuation])
  for (let i = 0; i < 100; i++) {
    for (const address of [calls.native(one!), calls.native(other!), calls.hook(tick)]) addresses.add(address)
  }
  t.equal(addresses.size, 4)
  t.equal(calls.count, 3)
})

t.test('WasmCalls lets Lua\'s own jumps, which are no errors, go on', async (t) => {
  const module = await wasmModule()
  const wrapped: ((...args: never[]) => unknown)[] = []
  const heap = Object.assign(Object.create(module.heap) as typeof module.heap, { addFunction: (fn: (...args: never[]) => unknown) => wrapped.push(fn) })
  const calls = new WasmCalls({} as Lua, { ...module, heap }, new WasmMemory(module))
  const jumps: HostFunction = () => { throw Infinity }
  const thread = {} as never
  calls.native(jumps)
  calls.hook(() => { throw Infinity })
  calls.whenResumed(thread, jumps)
  for (const [i, fn] of wrapped.entries()) {
    try {
      fn(thread)
      t.fail(`${i} returned`)
    } catch (error) {
      t.equal(error, Infinity)
    }
  }
  t.equal(wrapped.length, 3)
})
