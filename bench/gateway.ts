import { parseArgs } from 'node:util'
import { findProgram } from './find-program.ts'
import { load as loadOf } from './load.ts'
import { machine } from './machine.ts'
import { measure } from './measure.ts'
import { report } from './report.ts'
import { type Server, startServer } from './server.ts'
import { bare, type Subject } from './subjects.ts'
import { summarize } from './summary.ts'
import { workloads } from './workloads.ts'

const help = `Usage: npm run bench:gateway -- [--rounds N]

Measures the local gateway and http-proxy alone, with a keep-alive agent, both in front of the same function of bare
node:http, in turn. Ends with 1 when the gateway misses its goal.

  --rounds N  how often (default: 5)
  -h, --help  this text

The load comes from wrk where it is on PATH, else from autocannon.
`

const goalRatio = 0.8
// As it is called in OpenFaaS. The function itself takes any path.
const path = '/function/hello'
const measured = workloads.map((workload) => ({ ...workload, path }))

const inFrontOf = (functions: ReadonlyMap<string, Server>, name: string, peer: string): Subject => ({
  name,
  command: (workload, port) => ({ file: 'node', args: ['--no-warnings', peer, `${functions.get(workload)?.port}`, `${port}`], env: {} }),
})

const run = async (rounds: number): Promise<boolean> => {
  const { stdout, stderr } = process
  const functions = new Map<string, Server>()
  const load = await loadOf(findProgram('wrk', process.env['PATH']), measured)
  const subjects = [
    inFrontOf(functions, 'http-proxy alone', 'bench/peers/http-proxy.ts'),
    inFrontOf(functions, 'gateway', 'bench/peers/gateway.ts'),
  ]
  const progress = (text: string): void => void (stderr.isTTY && stderr.write(`\r\u001b[K${text}`))
  try {
    for (const workload of measured) functions.set(workload.name, await startServer(bare, workload))
    const samples = await measure({ subjects, workloads: measured, load, rounds, warmUpSeconds: 2, seconds: 2, progress })
    progress('')
    stdout.write(`${machine()}, load from ${load.name}\nMedians of ${rounds} rounds\n\n${report(samples, measured, { subject: 'gateway', rivals: [] })}\n`)
    const ratios = summarize(samples).filter(({ subject }) => subject === 'gateway')
    for (const { workload, ratio } of ratios) {
      const met = ratio.median >= goalRatio
      stdout.write(`${met ? 'met' : 'MISSED'}: ${workload}: at least ${goalRatio} of the requests per second of http-proxy alone; it is ${ratio.median.toFixed(2)}\n`)
    }
    return ratios.every(({ ratio }) => ratio.median >= goalRatio)
  } finally {
    for (const server of functions.values()) await server.stop()
    await load.close()
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', short: 'h', default: false } } })
  if (values.help) process.stdout.write(help)
  else if (!(await run(Number(values.rounds)))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
