import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { functionEnvironment } from './function-environment.ts'
import { functionHost } from './function-host.ts'
import type { FunctionHost, HostProgram } from './function-host.ts'
import { functionLabel } from './function-label.ts'
import { functionTable } from './function-table.ts'
import { gateway } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { sharedOutput } from './shared-output.ts'
import { readStack } from './stack.ts'
import type { StackFunction } from './stack-function.ts'
import type { Output, Terminal } from './terminal.ts'
import { readUpOptions, upHelp } from './up-options.ts'

const forcedStatus = 130
// Once the hosts are gone no answer grows any more; what a client still hasn't read then, it hardly will.
const lastBytesMs = 5_000

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Starts a host for every function; `tmpDir` gets a folder for each. */
const startHosts = (functions: readonly StackFunction[], program: HostProgram, tmpDir: string, terminal: Terminal): FunctionHost[] => {
  const { stdout, stderr, env } = terminal
  const outputs = { stdout: sharedOutput(stdout), stderr: sharedOutput(stderr) }
  const width = Math.max(...functions.map(({ name }) => name.length))
  const coloured = (output: Output): boolean => output.isTTY === true && !env.NO_COLOR
  return functions.map((fn, index) => {
    const functionTmpDir = join(tmpDir, fn.name)
    mkdirSync(functionTmpDir)
    const label = (output: Output): string => functionLabel(fn.name, width, index, coloured(output))
    const labels = { stdout: label(stdout), stderr: label(stderr) }
    return functionHost({
      name: fn.name,
      program,
      env: functionEnvironment(fn, env, functionTmpDir),
      cwd: fn.handlerDir,
      print: (stream, lines, source) => outputs[stream].write(labels[stream], lines, source),
      say: text => stderr.write(`${text}\n`),
    })
  })
}

const announce = async (hosts: readonly FunctionHost[], { url }: Gateway, { stdout, signal }: Terminal, startMs: number): Promise<void> => {
  const started = await Promise.race([Promise.all(hosts.map(host => host.started)), aborted(signal)])
  if (started === undefined) return
  const failed = hosts.filter((_, index) => !started[index]).map(({ name }) => name)
  const except = failed.length === 0 ? '' : `, except ${failed.join(', ')} (see above)`
  const table = functionTable(hosts.map(({ name }) => name), url)
  stdout.write(`\n${table}\nReady in ${Math.round(performance.now() - startMs)} ms${except}\n`)
}

const drain = async (hosts: readonly FunctionHost[], { close, destroy }: Gateway): Promise<void> => {
  const closed = close()
  await Promise.all(hosts.map(host => host.stop()))
  await Promise.race([closed, wait(lastBytesMs, undefined, { ref: false })])
  destroy()
}

const serve = async (functions: readonly StackFunction[], port: number, program: HostProgram, servedBy: string, tmpDir: string, terminal: Terminal): Promise<number> => {
  const startMs = performance.now()
  const { signal, force, stderr } = terminal
  let hosts: FunctionHost[] = []
  const routes = functions.map(({ name, namespace }, index) => ({ name, namespace, port: () => hosts[index]?.port() }))
  // First of all: a taken port should stop the command before anything runs.
  const entry = await gateway({ port, functions: routes, servedBy })
  const endNow = (): void => {
    for (const host of hosts) host.kill()
    entry.destroy()
  }
  force.addEventListener('abort', endNow, { once: true })
  try {
    hosts = startHosts(functions, program, tmpDir, terminal)
    await announce(hosts, entry, terminal, startMs)
    await aborted(signal)
    if (!force.aborted) stderr.write('Ending when the requests under way are answered; press Ctrl-C again to end at once\n')
    await drain(hosts, entry)
    return force.aborted ? forcedStatus : 0
  } finally {
    endNow()
    force.removeEventListener('abort', endNow)
  }
}

/**
 * `lua-ts up`: runs the functions of a stack file behind a local gateway until `terminal.signal`; resolves to the
 * exit status. Throws `UsageError` or `CommandError` before anything has started.
 */
export const upCommand = async (terminal: Terminal, program: HostProgram, servedBy: string): Promise<number> => {
  const { file, port, names, help } = readUpOptions(terminal.args.slice(1))
  if (help) {
    terminal.stdout.write(upHelp)
    return 0
  }
  const functions = readStack({ file, names, cwd: terminal.cwd, env: terminal.env })
  const tmpDir = mkdtempSync(join(terminal.env.TMPDIR || tmpdir(), 'lua-ts-'))
  try {
    return await serve(functions, port, program, servedBy, tmpDir, terminal)
  } finally {
    rmSync(tmpDir, { recursive: true, force: true })
  }
}
