import type { Readable, Writable } from 'node:stream'

/** A stream that lines are printed on. */
export type Output = Writable & { readonly isTTY?: boolean }

/** The world of a command: everything it may read, print to or be told, so that tests can give it another one. */
export interface Terminal {
  /** What stands after the program's name. */
  readonly args: readonly string[]
  readonly stdin: Readable
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Asks the command to end what it does and to leave (the first Ctrl-C, SIGTERM). */
  readonly signal: AbortSignal
  /** Asks it to leave at once, whatever is cut short (the second Ctrl-C). */
  readonly force: AbortSignal
}
