import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './errors.ts'
import type { Log } from './log.ts'

/**
 * `starting`: nothing is served. `serving`: calls are, but others must be ready too before they are wanted. `ready`:
 * everything is. `draining`: probes say no, calls are still served.
 * `closing`: the listener is closed and the last calls run. `stopped`: none is left.
 */
export type Phase = 'starting' | 'serving' | 'ready' | 'draining' | 'closing' | 'stopped'

export interface Lifecycle {
  readonly phase: Phase
  /** True while calls are served, wanted or not. */
  readonly serving: boolean
  /** True once every answer must be the last one on its connection. */
  readonly closing: boolean
  /** True while the function wants calls: it is ready, and nobody has removed its lock file. */
  healthy(): boolean
  /** Calls are served from now on, before anybody is told. */
  serve(): void
  /** Writes the lock file. @throws ConfigError when it can't be written */
  ready(): void
  /** Removes the lock file: the platform shall send no new calls. */
  drain(): void
  close(): void
  stop(): void
}

export interface LifecycleOptions {
  readonly tmpDir: string
  readonly suppressLock: boolean
  readonly log: Pick<Log, 'host'>
  /** False where another process writes and removes the lock file. */
  readonly ownsLock?: boolean
}

/** The host's phases and the lock file that shows them, which faas-netes and Docker look for (`cat /tmp/.lock`). */
export const lifecycle = ({ tmpDir, suppressLock, log, ownsLock = true }: LifecycleOptions): Lifecycle => {
  const lockFile = join(tmpDir, '.lock')
  const keepsLock = ownsLock && !suppressLock
  let phase: Phase = 'starting'

  const writeLock = () => {
    log.host(`Writing lock-file to: ${lockFile}`)
    try {
      mkdirSync(tmpDir, { recursive: true })
      writeFileSync(lockFile, '', { mode: 0o660 })
    } catch (cause) {
      throw new ConfigError(`Cannot write lock file "${lockFile}": set TMPDIR to a folder that can be written`, { cause })
    }
  }

  const removeLock = () => {
    log.host(`Removing lock-file : ${lockFile}`)
    try {
      rmSync(lockFile)
    } catch (error) {
      log.host(`Cannot remove lock file: ${(error as Error).message}`)
    }
  }

  return {
    get phase() {
      return phase
    },
    get serving() {
      return phase === 'serving' || phase === 'ready' || phase === 'draining' || phase === 'closing'
    },
    get closing() {
      return phase === 'closing' || phase === 'stopped'
    },
    healthy: () => phase === 'ready' && (suppressLock || existsSync(lockFile)),
    serve: () => {
      phase = 'serving'
    },
    ready: () => {
      if (keepsLock) writeLock()
      phase = 'ready'
    },
    drain: () => {
      phase = 'draining'
      if (keepsLock) removeLock()
    },
    close: () => {
      phase = 'closing'
    },
    stop: () => {
      phase = 'stopped'
    },
  }
}
