import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { nodeOptions } from '../src/functions/host-processes.ts'
import { growth, type MemoryPoint } from './flatness.ts'
import { machine } from './machine.ts'
import { type Probe, sendMany } from './send-many.ts'
import { type Server, startServer } from './server.ts'
import type { Subject } from './subjects.ts'
import { table } from './table.ts'
import { workloads } from './workloads.ts'

const help = `Usage: node bench/memory.ts [--requests N] [--engine NAME]

Sends requests of several kinds to one process of the host: such that succeed, fail, run out of time, and whose client
goes away. Looks ten times on the way at the memory that is left when all garbage is collected, and at what calls
register: references and threads of Lua, slots of the function table. Ends with 1 when any of it still grows after the
first fifth.

  --requests N   how many (default: 100000)
  --engine NAME  fengari (default) or wasm
`

const goalGrowth = 0.1
const steps = 10
const connections = 20
/** After a series every call has come to its end by then. */
const settleMs = 1000
const briefly = { 'X-Timeout': '20ms' }

const successes: readonly Probe[] = [
  { method: 'GET', path: '/', status: 200 },
  { method: 'GET', path: '/?name=Ada', status: 200 },
  { method: 'POST', path: '/', body: JSON.stringify({ name: 'Ada', items: [1, 2, { three: 'four' }] }), status: 200 },
]
const failures: readonly Probe[] = [
  { method: 'GET', path: '/?fail=reply', status: 404 },
  { method: 'GET', path: '/?fail=error', status: 500 },
  { method: 'GET', path: '/?fail=nested', status: 500 },
  { method: 'GET', path: '/?fail=sleep', headers: briefly, status: 504 },
  // Nobody waits for its answer any more, but it goes on until its time is up.
  { method: 'GET', path: '/?fail=sleep', headers: { 'X-Timeout': '500ms' }, status: undefined },
]
// One that keeps the processor busy until its time is up holds up all others.
const probes: readonly Probe[] = [
  { method: 'GET', path: '/?fail=loop', headers: briefly, status: 504 },
  ...Array.from({ length: 5 }, () => [...successes, ...failures]).flat(),
]

/** What the host says of itself. */
interface Point extends MemoryPoint {
  readonly entries: number
  readonly threads: number
  readonly functions: number
}

const hostOn = (engine: string): Subject => ({
  name: `lua-ts, ${engine}`,
  channel: true,
  command: (_workload, port, folder) => ({
    file: 'node',
    args: ['--expose-gc', ...nodeOptions, 'bench/peers/counted-host.ts'],
    env: { TMPDIR: folder, port: `${port}`, metrics_port: '0', suppress_lock: 'true', lua_engine: engine, lua_handler: 'bench/peers/mixed.lua' },
  }),
})

const look = async ({ child }: Server, requests: number): Promise<Point> => {
  await delay(settleMs)
  child.process.send('collect')
  const [point] = (await once(child.process, 'message')) as [Omit<Point, 'requests'>]
  return { requests, ...point }
}

const observe = async (engine: string, requests: number): Promise<readonly Point[]> => {
  const server = await startServer(hostOn(engine), workloads[0]!)
  try {
    const points = [await look(server, 0)]
    for (let step = 1; step <= steps; step++) {
      await sendMany(server.port, probes, requests / steps, connections)
      points.push(await look(server, (requests / steps) * step))
    }
    return points
  } finally {
    await server.stop()
  }
}

const inMebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

/** One line per goal. */
const judge = (points: readonly Point[], from: number): readonly string[] => {
  const grown = growth(points, from)
  const after = `after ${from.toLocaleString('en-US')} requests`
  const memory = `${grown <= goalGrowth ? 'met' : 'MISSED'}: memory grows by at most ${goalGrowth * 100} % ${after}; it grew by ${(grown * 100).toFixed(1)} %`
  const later = points.filter(({ requests }) => requests >= from)
  const [first] = later
  const last = later.at(-1)
  const counts = (['entries', 'threads', 'functions'] as const).map((name) => {
    const more = last![name] - first![name]
    return `${more <= 0 ? 'met' : 'MISSED'}: no more ${name} ${after}; there were ${more}`
  })
  return [memory, ...counts]
}

const run = async (engine: string, requests: number): Promise<boolean> => {
  const points = await observe(engine, requests)
  const titles = ['requests', 'resident MiB', 'heap MiB', 'external MiB', 'entries', 'threads', 'functions']
  const rows = points.map((point) => [
    point.requests.toLocaleString('en-US'),
    inMebibytes(point.rss),
    inMebibytes(point.heapUsed),
    inMebibytes(point.external),
    `${point.entries}`,
    `${point.threads}`,
    `${point.functions}`,
  ])
  const goals = judge(points, (requests / steps) * 2)
  const lines = table(titles.map((title) => ({ title, side: 'right' as const })), rows)
  process.stdout.write(`${machine()}, ${engine}\n\n${[...lines, '', ...goals].join('\n')}\n`)
  return goals.every((goal) => goal.startsWith('met'))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '100000' },
      engine: { type: 'string', default: 'fengari' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) process.stdout.write(help)
  else if (!(await run(values.engine, Number(values.requests)))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
