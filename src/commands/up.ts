import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { machineEnvironment } from '../functions/function-environment.ts'
import { asyncQueue } from '../gateway/async-queue.ts'
import { cronConnector } from '../connectors/cron-connector.ts'
import { functionLog } from '../functions/function-log.ts'
import { functionSet } from '../functions/function-set.ts'
import type { FunctionSet } from '../functions/function-set.ts'
import { functionTable } from './function-table.ts'
import { gateway } from '../gateway/gateway.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { gatewayMetrics } from '../gateway/gateway-metrics.ts'
import { hostProcesses } from '../functions/host-processes.ts'
import type { HostProgram } from '../functions/host-processes.ts'
import { hostStarter } from '../functions/host-starter.ts'
import { reloader } from '../functions/reloader.ts'
import { findStackFile, readStack } from '../stack/stack.ts'
import type { StackFunction } from '../stack/stack-function.ts'
import { systemApi } from '../gateway/system-api.ts'
import { systemGuard } from '../gateway/system-guard.ts'
import type { Terminal } from '../terminal.ts'
import { ui } from '../gateway/ui.ts'
import { schedulesOf } from '../stack/topics.ts'
import { readUpOptions, upHelp } from './up-options.ts'
import type { UpOptions } from './up-options.ts'

const forcedStatus = 130
// Once the hosts are gone no answer grows any more; what a client still hasn't read then, it hardly will.
const lastBytesMs = 5_000

interface Run {
  readonly terminal: Terminal
  readonly program: HostProgram
  readonly options: UpOptions
  /** The functions at the start, and as the stack file has them by now. */
  readonly functions: readonly StackFunction[]
  readonly read: () => readonly StackFunction[]
  /** Name and version of this program. */
  readonly servedBy: string
  readonly tmpDir: string
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(done => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })

const announce = async (set: FunctionSet, { url }: Gateway, { stdout, signal }: Terminal, startMs: number): Promise<void> => {
  const pools = set.all()
  const started = await Promise.race([Promise.all(pools.map(pool => pool.started)), aborted(signal)])
  if (started === undefined) return
  const failed = pools.filter((_, index) => !started[index]).map(({ name }) => name)
  const except = failed.length === 0 ? '' : `, except ${failed.join(', ')} (see above)`
  const table = functionTable(pools.map(({ name, fn }) => ({ name, schedules: schedulesOf(fn.annotations) })), url)
  stdout.write(`\n${table}\nReady in ${Math.round(performance.now() - startMs)} ms${except}\n`)
}

const drain = async (set: FunctionSet, { close, destroy }: Gateway): Promise<void> => {
  const closed = close()
  await set.stop()
  await Promise.race([closed, wait(lastBytesMs, undefined, { ref: false })])
  destroy()
}

const serve = async ({ terminal, program, options, functions, read, servedBy, tmpDir }: Run): Promise<number> => {
  const startMs = performance.now()
  const { signal, force, stderr, cwd, env } = terminal
  const say = (text: string): void => {
    stderr.write(`${text}\n`)
    log.add({ name: '', instance: '', timeMs: Date.now(), text })
  }
  const processes = hostProcesses(program, machineEnvironment(env))
  const log = functionLog()
  const page = ui({ functions: () => set.all(), log, gatewayUrl: () => entry.url })
  const nameWidth = Math.max(...functions.map(({ name }) => name.length))
  const set = functionSet({ start: hostStarter({ terminal, processes, tmpDir, log, nameWidth, started: page.started }), say })
  const stackFile = resolve(cwd, findStackFile({ file: options.file, cwd }))
  const metrics = gatewayMetrics(set.all)
  const queue = asyncQueue({ gatewayUrl: () => entry.url, say })
  const cron = cronConnector({ gatewayUrl: () => entry.url, say })
  const system = systemApi({ functions: set, log, metrics, secretsDir: join(dirname(stackFile), '.secrets'), version: servedBy.replace(/^.*\//, '') })
  // First of all: a taken port should stop the command before anything runs.
  const { port, address, credentials } = options
  const entry: Gateway = await gateway({ port, address, functions: set, metrics, queue, system, guard: systemGuard(credentials), ui: page, servedBy })
  const endNow = (): void => {
    processes.close()
    set.kill()
    entry.destroy()
  }
  force.addEventListener('abort', endNow, { once: true })
  let watching: { close(): void } | undefined
  try {
    const apply = (wanted: readonly StackFunction[]): void => {
      set.apply(wanted)
      cron.set(wanted)
    }
    apply(functions)
    if (options.reload) watching = reloader({ set: { apply, reload: set.reload }, functions, stackFile, read, say })
    await announce(set, entry, terminal, startMs)
    if (options.reload && !signal.aborted) processes.keepSpare()
    await aborted(signal)
    page.close()
    watching?.close()
    cron.close()
    if (!force.aborted) say('Ending when the requests under way are answered; press Ctrl-C again to end at once')
    const unmade = await queue.close()
    if (unmade > 0) say(`${unmade} queued calls were not made`)
    await drain(set, entry)
    return force.aborted ? forcedStatus : 0
  } finally {
    watching?.close()
    cron.close()
    endNow()
    force.removeEventListener('abort', endNow)
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
    rmSync(tmpDir, { recursive: true, force: true })
  }
}
