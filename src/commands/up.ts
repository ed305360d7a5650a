import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { settingTable } from '../../template/lua-ts/host/setting-table.ts'
import type { HostProgram } from '../functions/host-processes.ts'
import { readStack } from '../stack/stack.ts'
import type { StackFunction } from '../stack/stack-function.ts'
import type { Terminal } from '../terminal.ts'
import { schedulesOf } from '../stack/topics.ts'
import { functionTable } from './function-table.ts'
import { localPlatform } from './local-platform.ts'
import type { LocalPlatform, LocalPlatformOptions } from './local-platform.ts'
import { readUpOptions, upHelp } from './up-options.ts'

const forcedStatus = 130

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(done => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })

/** Waits until each function has started or failed, and says how that went; false when the end comes first. */
const announce = async ({ functions, screen, url }: LocalPlatform, { stdout, signal, env }: Terminal, startMs: number): Promise<boolean> => {
  const pools = functions.all()
  let done = 0
  const progress = (): void => screen.progress(`Starting functions: ${done} of ${pools.length}`)
  progress()
  const starts = pools.map(async pool => {
    const ready = await pool.started
    done++
    if (done < pools.length && !signal.aborted) progress()
    return ready
  })
  const started = await Promise.race([Promise.all(starts), aborted(signal)])
  screen.progress('')
  if (started === undefined) return false
  const rows = pools.map(({ name, fn }, index) => ({
    name,
    schedules: schedulesOf(fn.annotations),
    engine: fn.environment[settingTable.luaEngine.name] ?? settingTable.luaEngine.default,
    ready: started[index] === true,
  }))
  const failed = rows.filter(({ ready }) => !ready).map(({ name }) => name)
  const except = failed.length === 0 ? '' : `, except ${failed.join(', ')} (see above)`
  const table = functionTable(rows, url, stdout.isTTY === true && !env.NO_COLOR)
  stdout.write(`\n${table}\nReady in ${Math.round(performance.now() - startMs)} ms${except}\nWatch and call them at ${url}/ui/\n`)
  return true
}

const serve = async (options: LocalPlatformOptions): Promise<number> => {
  const startMs = performance.now()
  const { signal, force } = options.terminal
  // First of all: a taken port should stop the command before anything runs.
  const platform = await localPlatform(options)
  force.addEventListener('abort', platform.endNow, { once: true })
  try {
    platform.start()
    const ready = await announce(platform, options.terminal, startMs)
    if (ready && options.options.reload) platform.keepSpare()
    await aborted(signal)
    await platform.end()
    return force.aborted ? forcedStatus : 0
  } finally {
    platform.endNow()
    force.removeEventListener('abort', platform.endNow)
  }
}

/**
 * `lua-ts up`: runs the functions of a stack file behind a local gateway until `terminal.signal`; resolves to the
 * exit status. Throws `UsageError` or `CommandError` before anything has started.
 */
export const upCommand = async (terminal: Terminal, program: HostProgram, servedBy: string): Promise<number> => {
  const options = readUpOptions(terminal.args.slice(1), terminal.cwd)
  if (options.help) {
    terminal.stdout.write(upHelp)
    return 0
  }
  const { file, names } = options
  const read = (): StackFunction[] => readStack({ file, names, cwd: terminal.cwd, env: terminal.env })
  const functions = read()
  const tmpDir = mkdtempSync(join(terminal.env.TMPDIR || tmpdir(), 'lua-ts-'))
  try {
    return await serve({ terminal, program, options, functions, read, servedBy, tmpDir })
  } finally {
    // A host that was killed may still have been writing.
    rmSync(tmpDir, { recursive: true, force: true, maxRetries: 5 })
  }
}
