import type { Environment } from '../host/settings.ts'

/** What a platform is started in. */
export interface Surroundings {
  readonly environment: Environment
  /** Folder of the host itself, where paths in settings start. */
  readonly home: string
  /** File descriptors of the process's output. */
  readonly stdout: number
  readonly stderr: number
  /** Calls `listener` when the process is asked to end. */
  onEnd(listener: () => void): void
}
