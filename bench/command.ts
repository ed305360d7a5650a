import { fileURLToPath } from 'node:url'

/** The folder that all commands run in. Paths in them are relative to it, because of-watchdog splits at every space. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** A program to start. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  /** Variables that it needs besides those of this process. */
  readonly env: Readonly<Record<string, string>>
}

/** The command as of-watchdog's `fprocess` has it: words with single spaces between, variables set by `env`. */
export const fprocess = ({ file, args, env }: Command): string =>
  ['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`), file, ...args].join(' ')
