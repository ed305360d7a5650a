import type { Settings } from '../host/settings.ts'
import type { Lua } from './engine.ts'

/** Starts a state of the engine that `lua_engine` names. The other one isn't even loaded. */
export const startEngine = (name: Settings['luaEngine']): Promise<Lua> => engines[name]()

const engines: Readonly<Record<Settings['luaEngine'], () => Promise<Lua>>> = {
  fengari: async () => (await import('./fengari.ts')).fengariLua(),
  wasm: async () => (await import('./wasm.ts')).wasmLua(),
}
