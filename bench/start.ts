import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { root } from './command.ts'
import { freePort } from './free-port.ts'
import { machine } from './machine.ts'
import { median } from './summary.ts'

const help = `Usage: npm run bench:start -- [--rounds N]

Takes the time from "npm start" to the first 200 of the last of ten functions. Ends with 1 when it misses its goal.

  --rounds N  how often (default: 5)
  -h, --help  this text
`

const goalMs = 2_000
const functions = 10
const askAgainMs = 20

const status = (url: string): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const req = request(url, { agent: false }, (res) => {
    res.resume()
    resolve(res.statusCode ?? 0)
  })
  req.on('error', () => resolve(0)).end()
  return promise
}

const untilServed = async (url: string): Promise<void> => {
  while ((await status(url)) !== 200) await delay(askAgainMs)
}

const startOnce = async (stackFile: string, names: readonly string[]): Promise<number> => {
  const port = await freePort()
  const startMs = performance.now()
  const child = spawn('npm', ['start', '--silent', '--', '--port', `${port}`, '-f', stackFile], { cwd: root, stdio: 'ignore', detached: true })
  const exited = once(child, 'exit')
  const end = (): void => void process.kill(-(child.pid as number), 'SIGTERM')
  process.once('exit', end)
  try {
    await Promise.all(names.map((name) => untilServed(`http://127.0.0.1:${port}/function/${name}`)))
    return performance.now() - startMs
  } finally {
    process.off('exit', end)
    end()
    await exited
  }
}

const run = async (rounds: number): Promise<boolean> => {
  const dir = await mkdtemp(join(tmpdir(), 'lua-ts-start-'))
  const names = Array.from({ length: functions }, (_, i) => `function-${i}`)
  await mkdir(join(dir, 'handler'))
  await writeFile(join(dir, 'handler', 'handler.lua'), 'return function() return "Hello" end\n')
  await writeFile(join(dir, 'stack.yml'), `functions:\n${names.map((name) => `  ${name}: { lang: lua-ts, handler: handler }\n`).join('')}`)
  try {
    const tookMs: number[] = []
    for (let round = 0; round < rounds; round++) tookMs.push(await startOnce(join(dir, 'stack.yml'), names))
    const middleMs = median(tookMs)
    const met = middleMs < goalMs
    process.stdout.write(`${machine()}\n${tookMs.map((ms) => ms.toFixed(0)).join(', ')} ms\n\n`)
    process.stdout.write(`${met ? 'met' : 'MISSED'}: the last of ${functions} functions answers within ${goalMs} ms; it took ${middleMs.toFixed(0)} ms\n`)
    return met
  } finally {
    await rm(dir, { recursive: true })
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
