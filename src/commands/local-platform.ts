import { dirname, join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cronConnector } from '../connectors/cron-connector.ts'
import { machineEnvironment } from '../functions/function-environment.ts'
import { functionLog } from '../functions/function-log.ts'
import type { FunctionLog } from '../functions/function-log.ts'
import { functionSet } from '../functions/function-set.ts'
import type { FunctionSet } from '../functions/function-set.ts'
import { hostProcesses } from '../functions/host-processes.ts'
import type { HostProgram } from '../functions/host-processes.ts'
import { hostStarter } from '../functions/host-starter.ts'
import { reloader } from '../functions/reloader.ts'
import { screen as screenOf } from '../functions/screen.ts'
import type { Screen } from '../functions/screen.ts'
import { asyncQueue } from '../gateway/async-queue.ts'
import type { AsyncQueue } from '../gateway/async-queue.ts'
import { gateway } from '../gateway/gateway.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { gatewayMetrics } from '../gateway/gateway-metrics.ts'
import { systemApi } from '../gateway/system-api.ts'
import { systemGuard } from '../gateway/system-guard.ts'
import { ui } from '../gateway/ui.ts'
import type { Ui } from '../gateway/ui.ts'
import { findStackFile } from '../stack/stack.ts'
import type { StackFunction } from '../stack/stack-function.ts'
import type { Terminal } from '../terminal.ts'
import type { UpOptions } from './up-options.ts'

export interface LocalPlatformOptions {
  readonly terminal: Terminal
  readonly program: HostProgram
  readonly options: UpOptions
  /** The functions at the start. */
  readonly functions: readonly StackFunction[]
  /** Reads them again. Throws a `CommandError`. */
  readonly read: () => readonly StackFunction[]
  /** Name and version of this program. */
  readonly servedBy: string
  /** Gets a folder for each host. */
  readonly tmpDir: string
}

/** Functions and all that calls, manages and shows them on this machine. */
export interface LocalPlatform {
  readonly url: string
  readonly functions: FunctionSet
  readonly screen: Screen
  /** Starts the functions, and keeps them as their files are unless that is not wanted. */
  start(): void
  /** Keeps a process warm for the next reload. */
  keepSpare(): void
  /** Takes no more calls, and resolves when those under way have ended. */
  end(): Promise<void>
  /** Ends everything at once. */
  endNow(): void
}

// Once the hosts are gone no answer grows any more; what a client still hasn't read then, it hardly will.
const lastBytesMs = 5_000

const drain = async (set: FunctionSet, { close, destroy }: Gateway): Promise<void> => {
  const closed = close()
  await set.stop()
  await Promise.race([closed, wait(lastBytesMs, undefined, { ref: false })])
  destroy()
}

interface Behind {
  readonly functions: FunctionSet
  readonly log: FunctionLog
  readonly page: Ui
  readonly queue: AsyncQueue
  readonly secretsDir: string
  readonly servedBy: string
}

const listen = ({ port, address, credentials }: UpOptions, { functions, log, page, queue, secretsDir, servedBy }: Behind): Promise<Gateway> => {
  const metrics = gatewayMetrics(functions.all)
  const system = systemApi({ functions, log, metrics, secretsDir, version: servedBy.replace(/^.*\//, '') })
  return gateway({ port, address, functions, metrics, queue, system, guard: systemGuard(credentials), ui: page, servedBy })
}

/** Listens, and runs no function until `start()`. Throws a `CommandError` when the port can't be had. */
export const localPlatform = async ({ terminal, program, options, functions, read, servedBy, tmpDir }: LocalPlatformOptions): Promise<LocalPlatform> => {
  const screen = screenOf(terminal)
  const log = functionLog()
  const say = (text: string): void => {
    screen.say(text)
    log.add({ name: '', instance: '', timeMs: Date.now(), text })
  }
  const gatewayUrl = (): string => entry.url
  const stackFile = resolve(terminal.cwd, findStackFile({ file: options.file, cwd: terminal.cwd }))
  const processes = hostProcesses(program, machineEnvironment(terminal.env))
  const page = ui({ functions: () => set.all(), log, gatewayUrl })
  const nameWidth = Math.max(...functions.map(({ name }) => name.length))
  const set = functionSet({ start: hostStarter({ terminal, screen, say, processes, tmpDir, log, nameWidth, started: page.started }), say })
  const queue = asyncQueue({ gatewayUrl, say })
  const cron = cronConnector({ gatewayUrl, say })
  const secretsDir = join(dirname(stackFile), '.secrets')
  const entry: Gateway = await listen(options, { functions: set, log, page, queue, secretsDir, servedBy })

  let watching: { close(): void } | undefined
  const apply = (wanted: readonly StackFunction[]): void => {
    set.apply(wanted)
    cron.set(wanted)
  }
  const start = (): void => {
    apply(functions)
    if (options.reload) watching = reloader({ set: { apply, reload: set.reload }, functions, stackFile, read, say })
  }
  const leaveAlone = (): void => {
    page.close()
    watching?.close()
    cron.close()
  }
  const end = async (): Promise<void> => {
    leaveAlone()
    if (!terminal.force.aborted) say('Ending when the requests under way are answered; press Ctrl-C again to end at once')
    const unmade = await queue.close()
    if (unmade > 0) say(`${unmade} queued calls were not made`)
    await drain(set, entry)
  }
  const endNow = (): void => {
    leaveAlone()
    processes.close()
    set.kill()
    entry.destroy()
  }
  return { url: entry.url, functions: set, screen, start, keepSpare: processes.keepSpare, end, endNow }
}
