import type { Environment } from '../host/settings.ts'

/** What a platform is started in. */
export interface Surroundings {
  readonly environment: Environment
  /** Folder of the host itself, where paths in settings start. */
  readonly home: string
  /** File descriptors of the process's output. */
  readonly stdout: number
  readonly stderr: number
  /** Makes a folder the process's working folder. */
  enter(folder: string): void
  /** Leaves out the lines by which OpenWhisk parts the output of activations, where a person reads it. */
  readonly unmarked?: true
  /** Told of the port that was taken, where it is not the setting that says it. */
  listening?(port: number): void
  /** Calls `listener` when the process is asked to end. */
  onEnd(listener: () => void): void
}
