import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { functionEnvironment } from './function-environment.ts'
import { functionHost } from './function-host.ts'
import { functionLabel } from './function-label.ts'
import type { FunctionLog } from './function-log.ts'
import type { StartHost } from './function-pool.ts'
import { isRoutineLine } from './host-line.ts'
import type { HostProcesses } from './host-processes.ts'
import type { Screen } from './screen.ts'
import type { Output, Terminal } from '../terminal.ts'

export interface HostStarterOptions {
  readonly terminal: Pick<Terminal, 'stdout' | 'stderr' | 'env'>
  readonly screen: Pick<Screen, 'write'>
  /** Takes what there is to say about processes. */
  readonly say: (text: string) => void
  readonly processes: HostProcesses
  /** Gets a folder for each host. */
  readonly tmpDir: string
  readonly log: FunctionLog
  /** Length of the longest name, for the column of names before the lines. */
  readonly nameWidth: number
  /** Told how the start of each host went: ready, or ended before that. */
  readonly started?: (start: { readonly name: string; readonly instance: string; readonly ready: boolean; readonly onTrial: boolean; readonly dir: string }) => void
}

/** Starts hosts whose output goes to the log and, but for what every host says each time, to the terminal after the function's name. */
export const hostStarter = ({ terminal, screen, say, processes, tmpDir, log, nameWidth, started }: HostStarterOptions): StartHost => {
  const { stdout, stderr, env } = terminal
  const coloured = (output: Output): boolean => output.isTTY === true && !env.NO_COLOR
  const places = new Map<string, number>()
  let hosts = 0

  return (fn, onTrial) => {
    const { name } = fn
    const place = places.get(name) ?? places.size
    places.set(name, place)
    const label = (output: Output): string => functionLabel(name, nameWidth, place, coloured(output))
    const labels = { stdout: label(stdout), stderr: label(stderr) }
    const instance = `${name}-${++hosts}`
    // Each its own: two hosts of a function must not remove each other's lock file.
    const hostTmpDir = join(tmpDir, instance)
    mkdirSync(hostTmpDir)
    const host = functionHost({
      name,
      processes,
      env: functionEnvironment(fn, env, hostTmpDir),
      cwd: fn.handlerDir,
      print: (stream, lines, source) => {
        const news = lines.filter(line => stream === 'stdout' || !isRoutineLine(line))
        if (news.length > 0) screen.write(stream, labels[stream], news, source)
        const timeMs = Date.now()
        for (const line of lines) log.add({ name, instance, timeMs, text: line.toString() })
      },
      say,
      onTrial,
    })
    void host.started.then(ready => started?.({ name, instance, ready, onTrial, dir: fn.handlerDir }))
    void host.ended.then(() => rmSync(hostTmpDir, { recursive: true, force: true }))
    return host
  }
}
