import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { databaseServer } from '../test/support/database-server.ts'
import { hostProcess } from '../test/support/host-process.ts'
import { nodeOptions } from '../src/functions/host-processes.ts'
import { machine } from './machine.ts'
import { rssBytes, rssWatch } from './rss.ts'
import { table } from './table.ts'
import { uploadFile } from './upload-file.ts'

const help = `Usage: node bench/flat-memory.ts [--mebibytes N] [--rows N]

Sends a long multipart upload to a host, and lets it read the rows of big queries, short ones and such of 100 kB, from SQLite, PostgreSQL and MariaDB
(its own, where these are installed), on both engines. Shows how fast each is and by how much the host's memory grows
meanwhile. Ends with 1 when that is 64 MiB or more.

  --mebibytes N  length of the upload (default: 1024)
  --rows N       rows of the query (default: 1000000)
`

const mebibyte = 1024 * 1024
const goalGrowthBytes = 64 * mebibyte

const numbers = (rows: number, text: string): string => `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${rows}) SELECT x, ${text} AS text FROM c`

// MariaDB stops a recursion after 1,000 rounds unless it is told otherwise.
const sqlOf = (name: string, rows: number, text: string): string =>
  name === 'mysql' ? `SELECT seq AS x, ${text} AS text FROM seq_1_to_${rows}` : numbers(rows, text)

const short = "'a row of the stream'"
const longText = (name: string): string => (name === 'sqlite' ? "printf('%.100000c', 'x')" : "repeat('x', 100000)")

/** Something long that a host does, and what it must answer. */
interface Task {
  readonly name: string
  readonly run: (url: string, part: number) => Promise<string>
  readonly wanted: string
  readonly amount: string
}

const tasksOf = (bytes: number, rows: number, databases: readonly (readonly [name: string, url: string])[]): readonly Task[] => [
  { name: 'multipart upload', run: (url, part) => uploadFile(url, Math.ceil(bytes * part)), wanted: String(bytes), amount: `${bytes / mebibyte} MiB` },
  ...databases.flatMap(([name, database]) => [
    rowsTask(`rows from ${name}`, rows, (count) => ({ url: database, sql: sqlOf(name, count, short) })),
    rowsTask(`long rows from ${name}`, Math.ceil(rows / 200), (count) => ({ url: database, sql: sqlOf(name, count, longText(name)) })),
  ]),
]

const rowsTask = (name: string, rows: number, query: (rows: number) => { url: string; sql: string }): Task => ({
  name,
  run: async (url, part) => await (await fetch(`${url}/?${new URLSearchParams(query(Math.ceil(rows * part))).toString()}`)).text(),
  wanted: `${rows} ${(rows * (rows + 1)) / 2}`,
  amount: `${rows.toLocaleString('en-US')} rows`,
})

/** A row of the table, and by how much the memory grew. */
const measure = async (engine: string, task: Task, host: { readonly url: string; readonly pid: number }): Promise<readonly [readonly string[], number]> => {
  // A hundredth of it first: code that is compiled and connections that are made are no growth.
  await task.run(host.url, 0.01)
  const beforeBytes = await rssBytes(host.pid)
  const watch = rssWatch(host.pid)
  const startedMs = performance.now()
  const answer = await task.run(host.url, 1).finally(() => watch.stop())
  if (answer !== task.wanted) throw new Error(`Wrong answer of ${engine} to ${task.name}: ${answer}, not ${task.wanted}`)
  const grownBytes = watch.peakBytes - beforeBytes
  const seconds = (performance.now() - startedMs) / 1000
  return [[task.name, engine, task.amount, seconds.toFixed(1), (beforeBytes / mebibyte).toFixed(0), (grownBytes / mebibyte).toFixed(1)], grownBytes]
}

const columns = ['', '', 'length', 'seconds', 'MiB before', 'MiB more'].map((title, i) => ({ title, side: i < 2 ? 'left' as const : 'right' as const }))

const bench = async (bytes: number, rows: number): Promise<boolean> => {
  const ends: (() => unknown)[] = []
  const owner = { after: (end: () => unknown) => void ends.push(end), pass: (text: string) => console.log(text), fail: (text: string) => console.log(text) }
  try {
    const servers = [await databaseServer(owner as never, 'postgres'), await databaseServer(owner as never, 'mysql')]
    const databases = [['sqlite', 'sqlite:/tmp/lua-ts-flat-memory.db'] as const, ...servers.flatMap((server) => (server ? [[server.name, server.url] as const] : []))]
    const lines: (readonly string[])[] = []
    let mostBytes = 0
    for (const engine of ['fengari', 'wasm']) {
      const settings = { lua_handler: fileURLToPath(new URL('peers/long.lua', import.meta.url)), lua_engine: engine, exec_timeout: '10m', read_timeout: '10m', write_timeout: '10m' }
      const host = await hostProcess(owner, { settings, nodeOptions })
      for (const task of tasksOf(bytes, rows, databases)) {
        const [line, grownBytes] = await measure(engine, task, host)
        lines.push(line)
        mostBytes = Math.max(mostBytes, grownBytes)
      }
    }
    const met = mostBytes < goalGrowthBytes
    process.stdout.write(`${machine()}\n\n${table(columns, lines).join('\n')}\n\n${met ? 'met' : 'MISSED'}: memory grows by less than 64 MiB\n`)
    return met
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

const { values } = parseArgs({
  options: {
    mebibytes: { type: 'string', default: '1024' },
    rows: { type: 'string', default: '1000000' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) process.stdout.write(help)
else if (!(await bench(Number(values.mebibytes) * mebibyte, Number(values.rows)))) process.exitCode = 1
