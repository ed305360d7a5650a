import type { Log } from '../host/log.ts'
import type { RegistrySource } from '../host/metrics.ts'
import type { Environment, Settings } from '../host/settings.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import type { Scheduler } from '../lua/scheduler.ts'
import type { Tapes } from '../lua/tapes.ts'

/** What a module may use of the host. `scheduler.current.call` is the call that a host function runs for. */
export interface ModuleHost {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly settings: Settings
  readonly environment: Environment
  readonly log: Log
  /** The metrics that the host shows; a handler's own join them. */
  readonly registry: RegistrySource
  /** Whatever asks the world outside passes these. */
  readonly tapes: Tapes
  /** There only while the tests of a function run. */
  readonly testing?: TestingHost
}

/** What modules do for the tests of a function, so that none of these sees what another one left. */
export interface TestingHost {
  /** May replace the table on top of the stack, of functions that the host lends the Lua side of a module. */
  lend(t: Thread, module: string): void
  /** Names something that outlives a call and that tests change. */
  keeps(state: Rewindable): void
  /** Milliseconds that tests have let pass without waiting. */
  skippedMs(): number
}

/** Something that can be brought back to what it was. */
export interface Rewindable {
  /** Remembers how it is now; what this returns brings it back to that. */
  remember(): () => void
  /** Brings it back to what it was at first. */
  clear(): void
}

/** Opens a module: returns its loader, a host function that pushes the module's table, always the same one. */
export type OpenModule = (host: ModuleHost) => HostFunction
