import { parseArgs } from 'node:util'
import { machine } from './machine.ts'
import { rssBytes, rssWatch } from './rss.ts'
import { startServer } from './server.ts'
import { streamThrough } from './stream-through.ts'
import { bare, luaTs, type Subject } from './subjects.ts'
import { median } from './summary.ts'
import { table } from './table.ts'
import { workloads } from './workloads.ts'

const help = `Usage: node bench/stream.ts [--mebibytes N] [--rounds N]

Sends a long body through a handler that gives back every piece, and through a pipe of bare node:http, in turn.
Shows how fast each is and how much memory each takes meanwhile. Ends with 1 when the host misses one of its goals.

  --mebibytes N  length of the body (default: 1024)
  --rounds N     how often (default: 3)
`

const mebibyte = 1024 * 1024
const goalRatio = 0.5
const goalGrowthBytes = 64 * mebibyte

interface Pass {
  readonly seconds: number
  readonly beforeBytes: number
  readonly peakBytes: number
}

const echo = workloads.find(({ name }) => name === 'echo')!

/** The host with time enough for a long body on a slow machine. */
const patient: Subject = {
  name: luaTs.name,
  command: async (workload, port, folder) => {
    const command = await luaTs.command(workload, port, folder)
    return { ...command, env: { ...command.env, exec_timeout: '10m', read_timeout: '10m', write_timeout: '10m' } }
  },
}

const pass = async (subject: Subject, bytes: number): Promise<Pass> => {
  const server = await startServer(subject, echo)
  try {
    const beforeBytes = await rssBytes(server.child.pid)
    const watch = rssWatch(server.child.pid)
    const seconds = await streamThrough(server.port, '/', bytes).finally(() => watch.stop())
    return { seconds, beforeBytes, peakBytes: watch.peakBytes }
  } finally {
    await server.stop()
  }
}

const inMebibytes = (bytes: number): string => (bytes / mebibyte).toFixed(1)

const row = (name: string, passes: readonly Pass[], ratio: number, bytes: number): readonly string[] => [
  name,
  (bytes / mebibyte / median(passes.map(({ seconds }) => seconds))).toFixed(0),
  ratio.toFixed(2),
  inMebibytes(median(passes.map(({ beforeBytes }) => beforeBytes))),
  inMebibytes(Math.max(...passes.map(({ peakBytes }) => peakBytes))),
]

const judge = (met: boolean, text: string): string => `${met ? 'met' : 'MISSED'}: ${text}\n`

const run = async (bytes: number, rounds: number): Promise<boolean> => {
  const bares: Pass[] = []
  const hosts: Pass[] = []
  for (let round = 0; round < rounds; round++) {
    bares.push(await pass(bare, bytes))
    hosts.push(await pass(patient, bytes))
  }
  const ratio = median(hosts.map(({ seconds }, i) => bares[i]!.seconds / seconds))
  const growth = Math.max(...hosts.map(({ beforeBytes, peakBytes }) => peakBytes - beforeBytes))
  const columns = ['MiB/s', 'of bare', 'MiB before', 'MiB at most'].map((title) => ({ title, side: 'right' as const }))
  const rows = [row(bare.name, bares, 1, bytes), row(patient.name, hosts, ratio, bytes)]
  const lines = table([{ title: '', side: 'left' }, ...columns], rows)
  process.stdout.write(`${machine()}\n${inMebibytes(bytes)} MiB in and out, ${rounds} rounds\n\n${lines.join('\n')}\n\n`)
  const fast = ratio >= goalRatio
  const small = growth < goalGrowthBytes
  process.stdout.write(judge(fast, `at least ${goalRatio} of the throughput of bare node:http; it is ${ratio.toFixed(2)}`))
  process.stdout.write(judge(small, `memory grows by less than ${inMebibytes(goalGrowthBytes)} MiB; it grew by ${inMebibytes(growth)} at most`))
  return fast && small
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const { values } = parseArgs({
    options: {
      mebibytes: { type: 'string', default: '1024' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) process.stdout.write(help)
  else if (!(await run(Number(values.mebibytes) * mebibyte, Number(values.rounds)))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
