/**
 * What an invocation costs on AWS Lambda beyond the least that a custom runtime does: the host and a bare loop of
 * Node.js, each in a process of its own, take turns with the same fake Runtime API. And whether the host's memory stays.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { cpuMs } from './cpu-time.ts'
import { machine } from './machine.ts'
import { rssBytes } from './rss.ts'
import { benchRuntimeApi } from './runtime-api.ts'
import type { BenchRuntimeApi } from './runtime-api.ts'
import { median } from './summary.ts'
import { table } from './table.ts'

const help = `Usage: node bench/lambda.ts [--invocations N]

Measures Lambda invocations of a hello world on both engines against a bare loop that answers a constant. Goals: an
invocation takes less than 1.3 times as long, and memory grows by at most 10 % after the first fifth.

  --invocations N   how many for each (default: 10000)
`

const goal = 1.3
const goalGrowth = 0.1
const rounds = 20
const warmUp = 2000

const event = Buffer.from('{"name":"Ada"}')
const handler = 'return function(event) return { hello = event.name } end\n'
const answer = '{"hello":"Ada"}'

interface Subject {
  readonly name: string
  readonly server: BenchRuntimeApi
  readonly child: Child
  /** Milliseconds of an invocation, one for each round. */
  readonly wall: number[]
  /** Milliseconds of processor time of a round. */
  readonly cpu: number[]
  readonly rss: number[]
}

const startSubject = async (name: string, args: readonly string[], env: Record<string, string>): Promise<Subject> => {
  const server = await benchRuntimeApi(event, answer)
  const child = await startChild({ file: 'node', args, env: { ...env, AWS_LAMBDA_RUNTIME_API: server.api, _HANDLER: 'handler.handler' } }, 'inherit')
  return { name, server, child, wall: [], cpu: [], rss: [] }
}

const measure = async ({ server, child, wall, cpu, rss }: Subject, invocations: number): Promise<void> => {
  const before = (await cpuMs(child.pid)) ?? Number.NaN
  wall.push((await server.hand(invocations)) / invocations)
  cpu.push(((await cpuMs(child.pid)) ?? Number.NaN) - before)
  rss.push(await rssBytes(child.pid))
}

const micro = (ms: number): string => `${(ms * 1000).toFixed(0)} µs`

/** The median of what each round has against the same round of the bare loop. */
const ratio = (own: readonly number[], bare: readonly number[]): number => median(own.map((ms, i) => ms / bare[i]!))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const growth = ({ rss }: Subject): number => Math.max(...rss.slice(rounds / 5)) / rss[rounds / 5 - 1]! - 1

const report = ([bare, ...hosts]: readonly Subject[], invocations: number): boolean => {
  const columns = ['loop', 'an invocation', 'of bare', 'processor', 'of bare', 'memory grew by']
  const rows = [bare!, ...hosts].map((each) => [
    each.name, micro(median(each.wall)), ratio(each.wall, bare!.wall).toFixed(2), micro(sum(each.cpu) / invocations), (sum(each.cpu) / sum(bare!.cpu)).toFixed(2), `${(growth(each) * 100).toFixed(1)} %`,
  ])
  const goals = hosts.flatMap((host) => {
    const times = ratio(host.wall, bare!.wall)
    return [
      `${times < goal ? 'met' : 'MISSED'}: an invocation takes less than ${goal} times as long as in the bare loop; on ${host.name} ${times.toFixed(2)}`,
      `${growth(host) <= goalGrowth ? 'met' : 'MISSED'}: memory grows by at most ${goalGrowth * 100} % after the first fifth; on ${host.name} ${(growth(host) * 100).toFixed(1)} %`,
    ]
  })
  const lines = table(columns.map((title, i) => ({ title, side: i === 0 ? ('left' as const) : ('right' as const) })), rows)
  process.stdout.write(`${machine()}\n\n${[...lines, '', ...goals].join('\n')}\n`)
  return goals.every((text) => text.startsWith('met'))
}

const run = async (invocations: number): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-bench-'))
  writeFileSync(join(folder, 'handler.lua'), handler)
  const subjects: Subject[] = []
  try {
    subjects.push(await startSubject('bare Node.js', ['bench/peers/bare-lambda.ts'], {}))
    for (const lua_engine of ['fengari', 'wasm']) subjects.push(await startSubject(lua_engine, ['template/lua-ts/index.ts'], { lua_engine, LAMBDA_TASK_ROOT: folder }))
    for (const { server } of subjects) await server.hand(warmUp)
    for (let round = 0; round < rounds; round++) for (const subject of subjects) await measure(subject, invocations / rounds)
    return report(subjects, invocations)
  } finally {
    for (const { child, server } of subjects) {
      await child.stop()
      server.close()
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const { values } = parseArgs({ options: { invocations: { type: 'string', default: '10000' }, help: { type: 'boolean', short: 'h', default: false } } })
  if (values.help) process.stdout.write(help)
  else if (!(await run(Number(values.invocations)))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
