/**
 * What the module database makes of its drivers' speed: rows per second of a big query and of a loop over rows, and
 * queries for a single row per second at concurrency, each against the same driver called from Node.js in turn. The best
 * of many short rounds counts: a machine that does something else meanwhile can only make one slower. It starts a
 * PostgreSQL and a MariaDB of its own, where these are installed.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { nodeOptions } from '../src/functions/host-processes.ts'
import { databaseServer } from '../test/support/database-server.ts'
import type { Figures } from './database-engine.ts'
import { machine } from './machine.ts'
import { table } from './table.ts'

const help = `Usage: node bench/database-rows.ts [--rounds N] [--only sqlite|postgres|mysql]

Measures the module database against the bare drivers, on both engines. Goal: at least 0.6 of the driver.

  --rounds N   how often (default: 30)
  --only NAME  one database alone
`

const goal = 0.6

const count = (rate: number): string => Math.round(rate).toLocaleString('en-US')

const rowOf = (engine: string, { name, unit, bare, database }: Figures): readonly string[] => {
  const ratio = database.perSecond / bare.perSecond
  const byCpu = database.perCpuSecond / bare.perCpuSecond
  return [name, unit, engine, count(bare.perSecond), count(database.perSecond), ratio.toFixed(2), byCpu.toFixed(2), ratio < goal ? 'below the goal' : '']
}

/** Each engine has a process of its own, with the options of a host. */
const measured = async (engine: string, url: string, rounds: number): Promise<readonly Figures[]> => {
  const program = fileURLToPath(new URL('database-engine.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeOptions, program, engine, url, String(rounds)])
  return JSON.parse(stdout) as readonly Figures[]
}

const columns = ['', '', '', 'bare driver', 'database', 'ratio', 'by CPU time', ''].map((title, i) => ({ title, side: [3, 4, 5, 6].includes(i) ? 'right' as const : 'left' as const }))

const bench = async (rounds: number, only: string | undefined): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-bench-'))
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const owner = { after: (end: () => unknown) => void ends.push(end), pass: (text: string) => console.log(text), fail: (text: string) => console.log(text) }
  process.stdout.write(`${machine()}\n`)
  try {
    for (const name of ['sqlite', 'postgres', 'mysql'] as const) {
      if (only !== undefined && only !== name) continue
      const url = name === 'sqlite' ? `sqlite:${join(folder, 'data.db')}` : (await databaseServer(owner as never, name))?.url
      if (url === undefined) continue
      const rows: (readonly string[])[] = []
      for (const engine of ['fengari', 'wasm']) for (const figures of await measured(engine, url, rounds)) rows.push(rowOf(engine, figures))
      process.stdout.write(`\n${name}, the best of ${rounds} rounds\n\n${table(columns, rows).join('\n')}\n`)
    }
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } })
if (values.help) process.stdout.write(help)
else await bench(Number(values.rounds), values.only)
