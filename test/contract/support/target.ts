import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Program } from './program.ts'

/** Environment variables of the program under test. */
export type Settings = Readonly<Record<string, string>>

/** A running watchdog with the contract's function behind it. */
export interface Target extends Program {
  readonly port: number
  readonly metricsPort: number
  readonly lockFile: string
}

/** One of the programs that the suite is run for. */
export interface Subject {
  readonly name: string
  /** Starts it; it may not be ready yet. Ports named in `settings` are taken as they are. */
  launch(settings: Settings): Promise<Target>
  /** Waits until the function behind it answers. Rejects with its output when it never does. */
  ready(target: Target): Promise<void>
}

/** A folder of its own for the lock file; the system's folder is never touched. */
export const lockFolder = async (settings: Settings): Promise<{ TMPDIR: string; remove: () => Promise<void> }> => {
  if (settings['TMPDIR'] !== undefined) return { TMPDIR: settings['TMPDIR'], remove: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'contract-'))
  return {
    TMPDIR: folder,
    remove: async () => {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Where a program listens and keeps its lock file, and what removes that folder. */
export interface Place {
  readonly port: number
  readonly metricsPort: number
  readonly TMPDIR: string
  readonly remove: () => Promise<void>
}

/** A `Target` from the parts that differ between programs. */
export const target = (program: Program, place: Place): Target => ({
  get stdout() {
    return program.stdout
  },
  get stderr() {
    return program.stderr
  },
  signal: program.signal,
  exited: program.exited,
  line: program.line,
  stop: async () => {
    await program.stop()
    await place.remove()
  },
  port: place.port,
  metricsPort: place.metricsPort,
  lockFile: join(place.TMPDIR, '.lock'),
})

/** True while the lock file is there. */
export const locked = (of: Target): boolean => existsSync(of.lockFile)
