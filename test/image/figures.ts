// Started by figures.test.ts, in a network of its own.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { findWatchdog } from '../contract/support/watchdog-subject.ts'
import { coldStarts } from './cold-start.ts'
import type { ColdProgram } from './cold-start.ts'
import { container } from './container.ts'
import { given } from './own-network.ts'

const { image, app } = given()
const imageEnv = Object.fromEntries(image.config.Env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
const bareArgs = ['node', '-e', 'require("node:http").createServer((_, response) => response.end("OK")).listen(8080)']
/** The same as ES modules are written: Node.js fetches all exports of node:http, and with them the client behind fetch. */
const moduleArgs = ['node', '--input-type=module', '-e', 'import { createServer } from "node:http"; createServer((_, response) => response.end("OK")).listen(8080)']

const inImage = (args: readonly string[], env = {}): ColdProgram => ({ root: image.root, args, env: { ...imageEnv, ...env } })
const host = (engine: string): ColdProgram => inImage(image.config.Cmd.with(-1, '/home/app/index.js'), { lua_engine: engine })

const node22 = (): ColdProgram => ({
  root: '/',
  args: [findWatchdog(process.env) ?? ''],
  env: {
    PATH: `${dirname(process.execPath)}:/usr/sbin:/usr/bin:/bin`,
    TMPDIR: t.testdir(),
    NODE_ENV: 'production',
    mode: 'http',
    fprocess: `node ${app} hello 3000`,
    upstream_url: 'http://127.0.0.1:3000',
    // Without it of-watchdog is ready before its function is.
    ready_path: '/',
  },
})

t.setTimeout(300_000)

t.test('the cold start is short', async (t) => {
  const own = { bare: inImage(bareArgs), 'the same as an ES module': inImage(moduleArgs), fengari: host('fengari'), wasm: host('wasm') }
  const programs: Record<string, ColdProgram> = app === undefined ? own : { ...own, node22: node22() }
  const starts = await coldStarts(programs, 15)
  const { bare, node22: peer } = starts
  for (const [name, { ms, cpuMs }] of Object.entries(starts)) {
    t.comment(`cold start of ${name}: ${ms.toFixed()} ms, ${(ms / bare!.ms).toFixed(2)} of bare node:http; processor ${cpuMs.toFixed()} ms, ${(cpuMs / bare!.cpuMs).toFixed(2)}`)
  }
  for (const engine of ['fengari', 'wasm']) {
    const { cpuMs } = starts[engine]!
    t.ok(cpuMs <= 2.3 * bare!.cpuMs, `${engine} computes at most 2.3 times as long as bare node:http`)
    if (peer !== undefined) t.ok(cpuMs < peer.cpuMs, `${engine} computes less than of-watchdog and an Express app`)
  }
})

t.test('an idle function is small', async (t) => {
  const idleMebibytes = async (options: Parameters<typeof container>[1]): Promise<number> => {
    const running = container(image, options)
    t.teardown(running.stop)
    await sleep(2000)
    const status = readFileSync(`/proc/${running.pid}/status`, 'utf8')
    await running.stop()
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  }
  const bare = await idleMebibytes({ args: bareArgs })
  t.comment(`idle bare node:http has ${bare.toFixed(0)} MiB resident`)
  for (const engine of ['fengari', 'wasm']) {
    const own = await idleMebibytes({ env: { lua_engine: engine } })
    t.comment(`idle ${engine} has ${own.toFixed(0)} MiB resident, ${(own - bare).toFixed(0)} more than bare node:http`)
    t.ok(own < 100)
  }
})
