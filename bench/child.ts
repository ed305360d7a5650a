import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'
import { type Command, root } from './command.ts'

/** A process with the processes that it started, in a group of their own. */
export interface Child {
  readonly process: ChildProcess
  /** The id of its group, and of the process itself. */
  readonly pid: number
  /** Ends the whole group at once, and waits for the process. */
  stop(): Promise<void>
}

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // The group is gone already when every process of it has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Starts a command; it does not outlive this process. @throws Error when there is no such program */
export const startChild = async ({ file, args, env }: Command, stdio: StdioOptions): Promise<Child> => {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`
  const child = spawn(file, args, { cwd: root, env: { ...process.env, PATH, ...env }, detached: true, stdio })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await once(child, 'spawn')
  const pid = child.pid as number
  const kill = () => killGroup(pid)
  process.once('exit', kill)
  return {
    process: child,
    pid,
    stop: async () => {
      kill()
      await exited
      process.off('exit', kill)
    },
  }
}
