import { text } from 'node:stream/consumers'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAutocannonReport } from './autocannon-report.ts'
import { startChild } from './child.ts'
import type { Pressure } from './pressure.ts'
import type { Workload } from './workloads.ts'
import { readWrkReport } from './wrk-report.ts'

/** A load generator, ready to be used. */
export interface Load {
  readonly name: 'wrk' | 'autocannon'
  /** Sends requests of `workload` to `port` for `seconds`. @throws Error when it fails */
  run(port: number, workload: Workload, seconds: number): Promise<Pressure>
  /** Removes its files. */
  close(): Promise<void>
}

interface Tool {
  readonly file: string
  args(port: number, workload: Workload, seconds: number, folder: string): readonly string[]
  /** Whether it stops at a fraction of a second only when it is asked to. */
  readonly wholeSeconds: boolean
  readonly read: (report: string) => Pressure
}

const bodyFile = (folder: string, { name }: Workload): string => join(folder, `${name}.body`)
const scriptFile = (folder: string, { name }: Workload): string => join(folder, `${name}.lua`)

const wrkScript = (folder: string, workload: Workload): string => `
local file = assert(io.open(${JSON.stringify(bodyFile(folder, workload))}, 'rb'))
wrk.method = '${workload.method}'
wrk.body = file:read('*a')
wrk.headers['Content-Type'] = '${workload.contentType}'
file:close()
`

const wrkTool = (file: string): Tool => ({
  file,
  args: (port, workload, seconds, folder) => [
    '-t1',
    `-c${workload.connections}`,
    `-d${Math.ceil(seconds)}s`,
    '--latency',
    ...(workload.body === undefined ? [] : ['-s', scriptFile(folder, workload)]),
    `http://127.0.0.1:${port}${workload.path ?? '/'}`,
  ],
  wholeSeconds: true,
  read: readWrkReport,
})

const autocannonTool: Tool = {
  file: 'node',
  args: (port, workload, seconds, folder) => [
    'node_modules/autocannon/autocannon.js',
    '--json',
    '--no-progress',
    `--connections=${workload.connections}`,
    `--duration=${Math.ceil(seconds)}`,
    `--method=${workload.method}`,
    ...(workload.body === undefined ? [] : ['-H', `Content-Type=${workload.contentType}`, '-i', bodyFile(folder, workload)]),
    `http://127.0.0.1:${port}${workload.path ?? '/'}`,
  ],
  wholeSeconds: false,
  read: readAutocannonReport,
}

const output = async (tool: Tool, args: readonly string[], seconds: number): Promise<string> => {
  const child = await startChild({ file: tool.file, args, env: {} }, ['ignore', 'pipe', 'pipe'])
  const { stdout, stderr } = child.process
  // wrk counts in whole seconds, but at SIGINT it reports what it did until then.
  const early = tool.wholeSeconds && seconds % 1 > 0
  const timer = early ? setTimeout(() => child.process.kill('SIGINT'), seconds * 1000) : undefined
  try {
    const [report, complaint] = await Promise.all([text(stdout!), text(stderr!)])
    if (report === '') throw new Error(`Cannot run "${tool.file}": ${complaint}`)
    return report
  } finally {
    clearTimeout(timer)
    await child.stop()
  }
}

/** wrk when it is there, else autocannon, which is slower itself and so flatters slow servers. */
export const load = async (wrk: string | undefined, workloads: readonly Workload[]): Promise<Load> => {
  const folder = await mkdtemp(join(tmpdir(), 'lua-ts-load-'))
  for (const workload of workloads) {
    if (workload.body === undefined) continue
    await writeFile(bodyFile(folder, workload), workload.body)
    await writeFile(scriptFile(folder, workload), wrkScript(folder, workload))
  }
  const tool = wrk === undefined ? autocannonTool : wrkTool(wrk)
  return {
    name: wrk === undefined ? 'autocannon' : 'wrk',
    run: async (port, workload, seconds) => tool.read(await output(tool, tool.args(port, workload, seconds, folder), seconds)),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
