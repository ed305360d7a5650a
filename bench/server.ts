import type { StdioOptions } from 'node:child_process'
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ask } from './ask.ts'
import { type Child, startChild } from './child.ts'
import { freePort } from './free-port.ts'
import type { Subject } from './subjects.ts'
import type { Workload } from './workloads.ts'

/** A server that answers as it should. */
export interface Server {
  readonly port: number
  readonly child: Child
  stop(): Promise<void>
}

const startLimitMs = 20_000

const tail = async (file: string): Promise<string> => (await readFile(file, 'utf8')).split('\n').slice(-15).join('\n')

const becomesRight = async (child: Child, port: number, workload: Workload): Promise<string | undefined> => {
  const endMs = performance.now() + startLimitMs
  for (;;) {
    const { process } = child
    if (process.exitCode !== null || process.signalCode !== null) return 'it ended'
    const wrong = await ask(port, workload)
    if (wrong === undefined) return undefined
    if (performance.now() > endMs) return wrong
    await delay(25)
  }
}

/**
 * Starts `subject` for one workload and waits until it gives the right answer. What it logs goes to a file.
 * @throws Error with the end of that file when it never does
 */
export const startServer = async (subject: Subject, workload: Workload): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'lua-ts-bench-'))
  await mkdir(join(folder, 'function'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const logFile = join(folder, 'log')
  const log = await open(logFile, 'a')
  const port = await freePort()
  const command = await subject.command(workload.name, port, folder)
  const stdio: StdioOptions = ['ignore', log.fd, log.fd, ...(subject.channel === true ? ['ipc' as const] : [])]
  const child = await startChild(command, stdio).catch(async (error: unknown) => {
    await removeFolder()
    throw error
  })
  await log.close()
  const stop = async () => {
    await child.stop()
    await removeFolder()
  }
  const wrong = await becomesRight(child, port, workload)
  if (wrong === undefined) return { port, child, stop }
  const text = await tail(logFile)
  await stop()
  throw new Error(`Cannot measure "${subject.name}" with "${workload.name}": ${wrong}\n${text}`)
}
