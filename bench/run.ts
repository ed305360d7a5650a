import { spawnSync } from 'node:child_process'
import { findProgram } from './find-program.ts'
import { load as loadOf } from './load.ts'
import { machine } from './machine.ts'
import { measure } from './measure.ts'
import { help, type Options, readOptions } from './options.ts'
import { report } from './report.ts'
import { express, luaTs, subjects, watched } from './subjects.ts'
import { summarize } from './summary.ts'
import { workloads as allWorkloads } from './workloads.ts'

const { env, stdout, stderr } = process

// Leaving is enough: what was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

/** For `-version` of-watchdog prints one line, to stderr: a date, `Version: 0.11.6`, a tab and `SHA: …`. */
const watchdogVersion = (file: string): string => {
  const { stderr: text, error } = spawnSync(file, ['-version'], { encoding: 'utf8' })
  if (error !== undefined) throw new Error(`Cannot run "${file}": ${error.message}`, { cause: error })
  return /Version: (\S+)/.exec(text)?.[1] ?? 'of an unknown version'
}

const progress = (text: string): void => {
  if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`)
}

const describe = (tool: string, watchdog: string | undefined): string => {
  const behind = watchdog === undefined ? 'no of-watchdog found (set OF_WATCHDOG)' : `of-watchdog ${watchdogVersion(watchdog)}`
  return `${machine()}, load from ${tool}, ${behind}; each server logs to a file`
}

const bench = async (options: Options): Promise<string> => {
  const watchdog = env['OF_WATCHDOG'] ?? findProgram('of-watchdog', env['PATH'])
  const workloads = options.quick ? allWorkloads.slice(0, 1) : allWorkloads
  const load = await loadOf(findProgram('wrk', env['PATH']), workloads)
  try {
    const header = describe(load.name, watchdog)
    const samples = await measure({ ...options, subjects: subjects(watchdog), workloads, load, progress })
    if (options.json) return `${JSON.stringify({ machine: header, summary: summarize(samples), samples }, undefined, 2)}\n`
    const rounds = options.rounds === 1 ? 'One round' : `Medians of ${options.rounds} rounds`
    const rivals = watchdog === undefined ? [express] : [express, watched(express, watchdog)]
    const names = rivals.map(({ name }) => name)
    return `${header}\n${rounds}\n\n${report(samples, workloads, { subject: luaTs.name, rivals: names })}`
  } finally {
    progress('')
    await load.close()
  }
}

try {
  const options = readOptions(process.argv.slice(2))
  stdout.write(options.help ? help : await bench(options))
} catch (error) {
  stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
