/**
 * What the module database makes of its drivers' speed: rows per second of a big query and of a loop over rows, and
 * queries for a single row per second at concurrency, each against the same driver called from Node.js in turn. The best
 * of many short rounds counts: a machine that does something else meanwhile can only make one slower. It starts a
 * PostgreSQL and a MariaDB of its own, where these are installed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readSettings } from '../template/lua-ts/host/settings.ts'
import { startEngine } from '../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../template/lua-ts/lua/lua-function.ts'
import { databaseServer } from '../test/support/database-server.ts'
import { callOf } from '../test/support/function-call.ts'
import { linesLog } from '../test/support/lua-function.ts'
import { bareDatabase } from './bare-database.ts'
import type { BareDatabase } from './bare-database.ts'
import { machine } from './machine.ts'
import { table } from './table.ts'

const help = `Usage: node bench/database-rows.ts [--rounds N] [--only sqlite|postgres|mysql]

Measures the module database against the bare drivers, on both engines. Goal: at least 0.6 of the driver.

  --rounds N   how often (default: 30)
  --only NAME  one database alone
`

const goal = 0.6
const rowCount = 1000
const queriesPerCall = 10
const callsAtOnce = 50
const singlesPerCall = 20
const engines = ['fengari', 'wasm'] as const

const everything = 'SELECT id, name, email, score, created_at FROM users'
const single = `${everything} WHERE id = ?`
const fill = `
  db.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(60), email VARCHAR(60), score DOUBLE PRECISION, created_at VARCHAR(20))")
  db.transaction(function(tx)
    for i = 1, ${rowCount} do
      tx:execute("INSERT INTO users VALUES (?, ?, ?, ?, ?)", i, "User " .. i, "user" .. i .. "@example.com", i / 7, "2026-11-23 12:00:00")
    end
  end)`

/** What is measured: the Lua of a call, how many calls run at the same time, and what the bare driver does instead. */
interface Work {
  readonly name: string
  readonly unit: string
  readonly unitsPerCall: number
  readonly callsAtOnce: number
  readonly lua: string
  readonly bare: (database: BareDatabase) => Promise<void>
}

const works = (placeholder: string): readonly Work[] => [
  {
    name: 'query',
    unit: 'rows/s',
    unitsPerCall: rowCount * queriesPerCall,
    callsAtOnce: 1,
    lua: `for _ = 1, ${queriesPerCall} do db.query("${everything}") end`,
    bare: async (database) => {
      for (let i = 0; i < queriesPerCall; i++) await database.query(everything)
    },
  },
  {
    name: 'rows',
    unit: 'rows/s',
    unitsPerCall: rowCount * queriesPerCall,
    callsAtOnce: 1,
    lua: `for _ = 1, ${queriesPerCall} do for row in db.rows("${everything}") do end end`,
    bare: async (database) => {
      for (let i = 0; i < queriesPerCall; i++) await database.stream(everything)
    },
  },
  {
    name: 'single row',
    unit: 'queries/s',
    unitsPerCall: singlesPerCall,
    callsAtOnce,
    lua: `for i = 1, ${singlesPerCall} do db.query("${single}", i) end`,
    bare: async (database) => {
      for (let i = 1; i <= singlesPerCall; i++) await database.query(single.replace('?', placeholder), [i])
    },
  },
]

type Call = () => Promise<void>

/** A function, loaded; its calls run the Lua that is given. */
const calls = async (folder: string, url: string, engine: (typeof engines)[number], lua: string): Promise<{ call: Call; close: () => void }> => {
  const file = join(folder, 'handler.lua')
  writeFileSync(file, `local db = require "database" return function() ${lua} return "" end`)
  const { invoke, close } = await luaFunction({
    lua: await startEngine(engine),
    settings: { ...readSettings({}), luaHandler: file, functionName: 'bench' },
    log: linesLog([]),
    beat: { begin: () => {}, end: () => {} },
    environment: { database_url: url },
    platform: 'bench',
    sliced: () => {},
    handled: () => {},
  })
  return { call: async () => await invoke(callOf().call), close: () => void close() }
}

const sliceMs = 150

/** How much was done in a second, and in a second of processor time of the thread that runs Lua. */
interface Rates {
  readonly perSecond: number
  readonly perCpuSecond: number
}

const ratesOf = async ({ callsAtOnce: count, unitsPerCall }: Work, call: Call): Promise<Rates> => {
  const startedMs = performance.now()
  const started = process.threadCpuUsage()
  let units = 0
  while (performance.now() - startedMs < sliceMs) {
    await Promise.all(Array.from({ length: count }, call))
    units += unitsPerCall * count
  }
  const { user, system } = process.threadCpuUsage(started)
  return { perSecond: (units * 1000) / (performance.now() - startedMs), perCpuSecond: (units * 1e6) / (user + system) }
}

const nothing: Rates = { perSecond: 0, perCpuSecond: 0 }

const better = (a: Rates, b: Rates): Rates => ({ perSecond: Math.max(a.perSecond, b.perSecond), perCpuSecond: Math.max(a.perCpuSecond, b.perCpuSecond) })

const measure = async (folder: string, url: string, work: Work, rounds: number): Promise<readonly string[][]> => {
  const database = bareDatabase(url)
  const subjects = await Promise.all(engines.map(async (engine) => ({ engine, ...(await calls(folder, url, engine, work.lua)), best: nothing })))
  let bare = nothing
  for (let round = 0; round < rounds; round++) {
    bare = better(bare, await ratesOf(work, () => work.bare(database)))
    for (const subject of subjects) subject.best = better(subject.best, await ratesOf(work, subject.call))
  }
  await database.close()
  for (const { close } of subjects) close()
  return subjects.map(({ engine, best }) => {
    const ratio = best.perSecond / bare.perSecond
    const byCpu = best.perCpuSecond / bare.perCpuSecond
    return [work.name, work.unit, count(bare.perSecond), engine, count(best.perSecond), ratio.toFixed(2), byCpu.toFixed(2), ratio < goal ? 'below the goal' : '']
  })
}

const count = (rate: number): string => Math.round(rate).toLocaleString('en-US')

const columns = ['', '', 'bare driver', '', 'database', 'ratio', 'by CPU time', ''].map((title, i) => ({ title, side: [2, 4, 5, 6].includes(i) ? 'right' as const : 'left' as const }))

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
      const { call, close } = await calls(folder, url, 'wasm', fill)
      await call()
      close()
      const rows: string[][] = []
      for (const work of works(name === 'postgres' ? '$1' : '?')) rows.push(...(await measure(folder, url, work, rounds)))
      process.stdout.write(`\n${name}, the best of ${rounds} rounds\n\n${table(columns, rows).join('\n')}\n`)
    }
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } })
if (values.help) process.stdout.write(help)
else await bench(Number(values.rounds), values.only)
