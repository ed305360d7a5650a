import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { growth, type MemoryPoint } from './flatness.ts'
import { machine } from './machine.ts'
import { type Probe, sendMany } from './send-many.ts'
import { type Server, startServer } from './server.ts'
import { luaTs, type Subject } from './subjects.ts'
import { table } from './table.ts'
import { workloads } from './workloads.ts'

const help = `Usage: node bench/memory.ts [--requests N]

Sends requests of several kinds to one process of the host and looks, ten times on the way, at the memory that is left
when all garbage is collected. Ends with 1 when it still grows after the first fifth.

  --requests N  how many (default: 100000)
`

const goalGrowth = 0.1
const steps = 10
const connections = 20

const probes: readonly Probe[] = [
  { method: 'GET', path: '/', status: 200 },
  { method: 'GET', path: '/?name=Ada', status: 200 },
  { method: 'GET', path: '/?fail=1', status: 404 },
  { method: 'POST', path: '/', body: JSON.stringify({ name: 'Ada', items: [1, 2, { three: 'four' }] }), status: 200 },
]

/** The host, with a way to collect its garbage. */
const collected: Subject = {
  name: luaTs.name,
  channel: true,
  command: async (workload, port, folder) => {
    const { file, args, env } = await luaTs.command(workload, port, folder)
    const handler = { lua_handler: '../../bench/peers/mixed.lua' }
    return { file, args: ['--expose-gc', '--import=./bench/peers/collector.ts', ...args], env: { ...env, ...handler } }
  },
}

const look = async ({ child }: Server, requests: number): Promise<MemoryPoint> => {
  child.process.send('collect')
  const [memory] = (await once(child.process, 'message')) as [Omit<MemoryPoint, 'requests'>]
  return { requests, ...memory }
}

const observe = async (requests: number): Promise<readonly MemoryPoint[]> => {
  const server = await startServer(collected, workloads[0]!)
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

const run = async (requests: number): Promise<boolean> => {
  const points = await observe(requests)
  const columns = ['requests', 'resident MiB', 'heap MiB', 'external MiB'].map((title) => ({ title, side: 'right' as const }))
  const rows = points.map((point) => [
    point.requests.toLocaleString('en-US'),
    inMebibytes(point.rss),
    inMebibytes(point.heapUsed),
    inMebibytes(point.external),
  ])
  const from = (requests / steps) * 2
  const grown = growth(points, from)
  const flat = grown <= goalGrowth
  const text = `grows by at most ${goalGrowth * 100} % after ${from.toLocaleString('en-US')} requests; it grew by ${(grown * 100).toFixed(1)} %`
  process.stdout.write(`${machine()}\n\n${table(columns, rows).join('\n')}\n\n${flat ? 'met' : 'MISSED'}: ${text}\n`)
  return flat
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const { values } = parseArgs({
    options: { requests: { type: 'string', default: '100000' }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) process.stdout.write(help)
  else if (!(await run(Number(values.requests)))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
