import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { nodeOptions } from '../src/functions/host-processes.ts'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { machine } from './machine.ts'
import { type Child, startChild } from './child.ts'
import { median } from './summary.ts'
import { table } from './table.ts'

const help = `Usage: node bench/cpu.ts [--rounds N]

Runs programs that only compute on both engines inside the host, and in Lua's own interpreter with lua-cjson, in turn.
Shows the processor's time for one run of each, and how many times that of Lua 5.4 in the same round it is.

  --rounds N  how often (default: 9)
`

const programs = ['fib', 'string building', 'table sort', 'gsub', 'numeric loop', 'json', 'pcall and errors'] as const

const folder = fileURLToPath(new URL('cpu', import.meta.url))

/** What one run of a program gave and took. */
interface Run {
  readonly result: number
  readonly ms: number
}

/** Something that runs programs. */
interface Engine {
  readonly name: string
  run(program: string): Promise<Run>
  stop(): Promise<void>
}

const hostEngine = async (name: string): Promise<Engine> => {
  const port = await freePort()
  const env = { port: `${port}`, metrics_port: '0', suppress_lock: 'true', lua_engine: name, lua_handler: `${folder}/handler.lua`, exec_timeout: '5m', write_timeout: '5m' }
  const child: Child = await startChild({ file: 'node', args: [...nodeOptions, 'template/lua-ts/index.ts'], env }, 'ignore')
  const run = async (program: string): Promise<Run> => {
    const answer = await fetch(`http://127.0.0.1:${port}/?program=${encodeURIComponent(program)}`)
    if (answer.status !== 200) throw new Error(`Cannot run "${program}" on ${name}: status ${answer.status}`)
    return (await answer.json()) as Run
  }
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/_/ready`)
      break
    } catch (error) {
      if (tries > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return { name: `lua-ts, ${name}`, run, stop: () => child.stop() }
}

const nativeEngine = (name: string, file: string): Engine => ({
  name,
  run: async (program) => {
    const { stdout, stderr, status } = spawnSync(file, [`${folder}/native.lua`, folder, program], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`Cannot run "${program}" with ${name} (Debian: lua5.4 lua-cjson): ${stderr}`)
    return JSON.parse(stdout) as Run
  },
  stop: async () => {},
})

const measure = async (engines: readonly Engine[], rounds: number): Promise<readonly (readonly string[])[]> => {
  const rows: string[][] = []
  for (const program of programs) {
    const times = new Map(engines.map(({ name }) => [name, [] as number[]]))
    const results = new Set<number>()
    for (let round = 0; round < rounds; round++) {
      for (const engine of engines) {
        const { result, ms } = await engine.run(program)
        results.add(result)
        times.get(engine.name)!.push(ms)
      }
    }
    if (results.size !== 1) throw new Error(`Cannot compare "${program}": the engines gave ${[...results].join(', ')}`)
    const native = times.get(engines[0]!.name)!
    rows.push([program, ...engines.flatMap(({ name }) => {
      const own = times.get(name)!
      return [median(own).toPrecision(3), median(own.map((ms, round) => ms / native[round]!)).toFixed(1)]
    })])
  }
  return rows
}

const bench = async (rounds: number): Promise<string> => {
  const native = findProgram('lua5.4', process.env['PATH'])
  if (native === undefined) throw new Error('Cannot find lua5.4: install Debian\'s lua5.4 and lua-cjson')
  const engines = [nativeEngine('lua5.4', native), await hostEngine('wasm'), await hostEngine('fengari')]
  try {
    const rows = await measure(engines, rounds)
    const columns = [{ title: '', side: 'left' as const }, ...engines.flatMap(({ name }) => [
      { title: `${name}, ms`, side: 'right' as const }, { title: 'times', side: 'right' as const },
    ])]
    return `${machine()}\nMedians of ${rounds} rounds, processor time of one run\n\n${table(columns, rows).join('\n')}\n`
  } finally {
    await Promise.all(engines.map((engine) => engine.stop()))
  }
}

try {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, help: { type: 'boolean', default: false } } })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`Cannot run "${values.rounds}" rounds: expected a whole number from 1`)
  process.stdout.write(values.help ? help : await bench(rounds))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
