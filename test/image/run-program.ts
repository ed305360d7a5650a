import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a program that came to its end has printed, and its exit code. */
export interface Finished {
  readonly code: number | null
  /** Standard output alone. */
  readonly stdout: string
  /** Standard output and standard error, as they came. */
  readonly output: string
}

/** How to run a program. */
export interface RunOptions {
  readonly cwd?: string
  /** The whole environment; this process's own unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs a program to its end, whatever its exit code. */
export const runProgram = async (file: string, args: readonly string[], { cwd, env = process.env }: RunOptions = {}): Promise<Finished> => {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, output] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, output }
}

/** Runs a program that must succeed; its standard output. @throws Error with all that it printed when it fails */
export const outputOf = async (file: string, args: readonly string[], options?: RunOptions): Promise<string> => {
  const { code, stdout, output } = await runProgram(file, args, options)
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} failed with ${code}:\n${output}`)
  return stdout.trim()
}
