/**
 * Measures the module database on one engine against the driver called from Node.js, in turn, in this process: as in a
 * host there is one engine. Writes its figures as JSON. For database-rows.ts, which starts it:
 * node bench/database-engine.ts ENGINE URL ROUNDS
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../template/lua-ts/host/settings.ts'
import { startEngine } from '../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../template/lua-ts/lua/lua-function.ts'
import { parseDatabaseUrl } from '../template/lua-ts/modules/database/database-url.ts'
import { callOf } from '../test/support/function-call.ts'
import { linesLog } from '../test/support/lua-function.ts'
import { bareDatabase } from './bare-database.ts'
import type { BareDatabase } from './bare-database.ts'

const rowCount = 1000
const queriesPerCall = 10
const callsAtOnce = 50
const singlesPerCall = 20

const everything = 'SELECT id, name, email, score, created_at FROM users'
const single = `${everything} WHERE id = ?`
const fill = `
  db.execute("DROP TABLE IF EXISTS users")
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
const calls = async (folder: string, url: string, engine: 'fengari' | 'wasm', lua: string): Promise<{ call: Call; close: () => void }> => {
  const file = join(folder, 'handler.lua')
  writeFileSync(file, `local db = require "database" return function() ${lua} return "" end`)
  const { invoke, close } = await luaFunction({
    lua: await startEngine(engine),
    settings: { ...readSettings({}), luaHandler: file, functionName: 'bench' },
    log: linesLog([]),
    environment: { database_url: url },
    platform: 'bench',
  })
  return { call: async () => await invoke(callOf().call), close: () => void close() }
}

const sliceMs = 150

/** How much was done in a second, and in a second of processor time of the thread that runs Lua. */
export interface Rates {
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

/** What one work came to. */
export interface Figures {
  readonly name: string
  readonly unit: string
  readonly bare: Rates
  readonly database: Rates
}

const measure = async (folder: string, url: string, engine: 'fengari' | 'wasm', work: Work, rounds: number): Promise<Figures> => {
  const driver = bareDatabase(url)
  const { call, close } = await calls(folder, url, engine, work.lua)
  let [bare, database] = [nothing, nothing]
  for (let round = 0; round < rounds; round++) {
    bare = better(bare, await ratesOf(work, () => work.bare(driver)))
    database = better(database, await ratesOf(work, call))
  }
  await driver.close()
  close()
  return { name: work.name, unit: work.unit, bare, database }
}

const bench = async (engine: 'fengari' | 'wasm', url: string, rounds: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-bench-'))
  try {
    const { call, close } = await calls(folder, url, engine, fill)
    await call()
    close()
    const figures: Figures[] = []
    for (const work of works(parseDatabaseUrl(url).dialect === 'postgres' ? '$1' : '?')) figures.push(await measure(folder, url, engine, work, rounds))
    process.stdout.write(JSON.stringify(figures))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const [engine, url, rounds] = process.argv.slice(2)
await bench(engine as 'fengari' | 'wasm', url!, Number(rounds))
