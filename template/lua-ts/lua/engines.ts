import type { Settings } from '../host/settings.ts'
import type { Lua } from './engine.ts'
import { fengariLua } from './fengari.ts'
import { wasmLua } from './wasm.ts'

/** Starts a state of the engine that `lua_engine` names. */
export const startEngine = (name: Settings['luaEngine']): Promise<Lua> => engines[name]()

const engines: Readonly<Record<Settings['luaEngine'], () => Promise<Lua>>> = { fengari: fengariLua, wasm: wasmLua }
