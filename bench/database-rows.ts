/**
 * Rows per second through the module database, against the same driver called from Node.js in the same run:
 * `node bench/database-rows.ts [URL]`, by default SQLite in memory.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import mysql from 'mysql2'
import pg from 'pg'
import { Registry } from 'prom-client'
import type { Call } from '../template/lua-ts/host/call.ts'
import { readSettings } from '../template/lua-ts/host/settings.ts'
import { startEngine } from '../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../template/lua-ts/lua/lua-function.ts'
import { parseDatabaseUrl } from '../template/lua-ts/modules/database/database-url.ts'

const rowsPerQuery = 1000
const queriesPerCall = 10
const rounds = 5
const callsPerRound = 20

const sql = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${rowsPerQuery})
  SELECT x AS id, 'Ada' AS name, 'ada@example.com' AS email, x * 2 AS score FROM c`

const handler = (body: string) => `local db = require "database" return function() for i = 1, ${queriesPerCall} do ${body} end return "" end`

/** Queries of the bare driver, and what closes it. */
const bareQuery = async (url: string): Promise<readonly [query: () => unknown, close: () => unknown]> => {
  const { dialect, file } = parseDatabaseUrl(url)
  if (dialect === 'postgres') {
    const client = new pg.Client(url)
    await client.connect()
    return [() => client.query({ text: sql, queryMode: 'extended' } as pg.QueryConfig), () => client.end()]
  }
  if (dialect === 'mysql') {
    const connection = mysql.createConnection(url)
    const query = () => new Promise((resolve, reject) => {
      connection.execute(sql, [], (error, rows) => (error ? reject(error) : resolve(rows)))
    })
    return [query, () => connection.destroy()]
  }
  const database = new DatabaseSync(file)
  const statement = database.prepare(sql)
  return [() => statement.all(), () => database.close()]
}

const silentLog = { host: () => {}, output: () => {}, record: () => {}, access: () => {}, flush: () => {} }

const nobody = { headSent: false, status: 0, bytes: 0, head: () => {}, write: () => {}, end: () => {}, send: () => {}, reset: () => {} }

const newCall = (): Call => ({
  id: 'bench',
  event: { method: 'GET', path: '/', query: '', headers: [], body: { length: 0, read: () => undefined } },
  reply: nobody,
  startedMs: performance.now(),
  deadlineMs: Infinity,
  aborted: false,
  onAbort: () => () => {},
})

/** One call of a function that queries through the module. */
const moduleCall = async (folder: string, url: string, engine: 'fengari' | 'wasm', body: string): Promise<() => Promise<void>> => {
  const file = join(folder, 'handler.lua')
  writeFileSync(file, handler(body))
  const { invoke } = await luaFunction({
    lua: await startEngine(engine),
    settings: { ...readSettings({}), luaHandler: file, functionName: 'bench' },
    log: silentLog,
    beat: { begin: () => {}, end: () => {} },
    environment: { database_url: url },
    platform: 'bench',
    sliced: () => {},
    handled: () => {},
    registry: new Registry(),
  })
  return () => invoke(newCall())
}

/** The best of some rounds: a machine that does something else can only make one slower. */
const rowsPerSecond = async (call: () => unknown): Promise<number> => {
  let bestMs = Infinity
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now()
    for (let i = 0; i < callsPerRound; i++) await call()
    bestMs = Math.min(bestMs, performance.now() - startedMs)
  }
  return (callsPerRound * queriesPerCall * rowsPerQuery * 1000) / bestMs
}

const run = async (url: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-bench-'))
  const [query, close] = await bareQuery(url)
  const bare = await rowsPerSecond(async () => {
    for (let i = 0; i < queriesPerCall; i++) await query()
  })
  console.log(`bare driver      ${Math.round(bare).toString().padStart(9)} rows/s`)
  await close()
  for (const engine of ['fengari', 'wasm'] as const) {
    for (const [name, body] of [['query', `db.query([[${sql}]])`], ['rows', `for _ in db.rows([[${sql}]]) do end`]] as const) {
      const rate = await rowsPerSecond(await moduleCall(folder, url, engine, body))
      console.log(`${engine.padEnd(8)} ${name.padEnd(7)} ${Math.round(rate).toString().padStart(9)} rows/s  ${(rate / bare).toFixed(2)}`)
    }
  }
  rmSync(folder, { recursive: true, force: true })
}

await run(process.argv[2] ?? 'sqlite::memory:')
