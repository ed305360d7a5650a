import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type EditReport, editUnderLoad, handler } from './edit-load.ts'
import { freePort } from './free-port.ts'
import { machine } from './machine.ts'
import { median } from './summary.ts'

const help = `Usage: npm run bench:edits -- [--edits N] [--connections N]

Edits a function of "lua-ts up" again and again while it is called. Ends with 1 when a call fails, or when memory or
open files of "lua-ts up" grow. Linux only.

  --edits N        how often (default: 1000)
  --connections N  how many call all the time (default: 16)
  -h, --help       this text
`

const goalGrowth = 0.2
const goalOpenFiles = 4
const stack = 'functions:\n  hello: { lang: lua-ts, handler: hello }\n'

const judge = (met: boolean, text: string): boolean => {
  process.stdout.write(`${met ? 'met' : 'MISSED'}: ${text}\n`)
  return met
}

const report = ({ calls, failures, reloadMs, before, after }: EditReport): boolean => {
  const growth = after.rss / before.rss - 1
  const sorted = reloadMs.toSorted((a, b) => a - b)
  process.stdout.write(
    `${machine()}\n${reloadMs.length} edits, ${calls} calls; from an edit to its first answer ${median(reloadMs).toFixed(0)} ms,` +
      ` for 99 % at most ${(sorted[Math.floor(sorted.length * 0.99)] ?? 0).toFixed(0)} ms\n\n`,
  )
  return [
    judge(failures.length === 0, `no call fails; ${failures.length} did${failures.length === 0 ? '' : `: ${[...new Set(failures)].slice(0, 5).join('; ')}`}`),
    judge(growth < goalGrowth, `memory grows by less than ${goalGrowth * 100} %; it went from ${(before.rss / 2 ** 20).toFixed(1)} to ${(after.rss / 2 ** 20).toFixed(1)} MiB`),
    judge(after.openFiles - before.openFiles < goalOpenFiles, `open files do not grow; there were ${before.openFiles}, then ${after.openFiles}`),
  ].every((met) => met)
}

const run = async (edits: number, connections: number): Promise<boolean> => {
  const dir = await mkdtemp(join(tmpdir(), 'lua-ts-edits-'))
  await mkdir(join(dir, 'hello'))
  const file = join(dir, 'hello', 'handler.lua')
  await writeFile(file, handler(0))
  await writeFile(join(dir, 'stack.yml'), stack)
  const port = await freePort()
  const cli = join(import.meta.dirname, '../src/cli.ts')
  const child = spawn(process.execPath, [cli, 'up', '--port', `${port}`], { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill())
  try {
    let text = ''
    for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) if ((text += piece).includes('Ready in')) break
    child.stdout.resume()
    return report(await editUnderLoad({ url: `http://127.0.0.1:${port}/function/hello`, pid: child.pid as number, file, edits, connections }))
  } finally {
    child.kill()
    await exited
    await rm(dir, { recursive: true })
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const { values } = parseArgs({
    options: { edits: { type: 'string', default: '1000' }, connections: { type: 'string', default: '16' }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) process.stdout.write(help)
  else if (!(await run(Number(values.edits), Number(values.connections)))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
