import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { childrenOf, isRunning, until } from '../support/worker-host.ts'

const index = fileURLToPath(new URL('../../template/lua-ts/index.ts', import.meta.url))

/** Starts a host with three workers that won't come up; its exit status, what it printed, and who is left of them. */
const failedStart = async (t: Test, handler: string, settings: Readonly<Record<string, string>> = {}) => {
  const folder = t.testdir({ 'handler.lua': handler })
  const env = { lua_workers: '3', port: '0', metrics_port: '0', TMPDIR: folder, lua_handler: join(folder, 'handler.lua'), ...settings }
  const child = spawn(process.execPath, [index], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const pids = new Set<number>()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text))
  const closed = once(child, 'close')
  const watch = setInterval(() => {
    if (child.exitCode === null && isRunning(child.pid ?? 0)) for (const pid of childrenOf(child.pid ?? 0)) pids.add(pid)
  }, 20)
  const [code] = await closed
  clearInterval(watch)
  return { code, stderr, pids }
}

t.test('serveWorkers() ends with one message, status 1 and nothing left when the handler does not load', async (t) => {
  const { code, stderr, pids } = await failedStart(t, 'return function( end')
  t.equal(code, 1)
  t.equal(stderr.match(/Cannot load/g)?.length, 1, stderr)
  t.match(stderr, /handler\.lua:1: /)
  t.equal(pids.size, 3)
  t.notOk([...pids].some(isRunning))
})

t.test('serveWorkers() ends with one message and status 1 when init fails', async (t) => {
  const { code, stderr } = await failedStart(t, 'return { handler = print, init = function() error("no database") end }')
  t.equal(code, 1)
  t.equal(stderr.match(/no database/g)?.length, 1, stderr)
})

t.test('serveWorkers() ends with one message and status 1 when a port is taken', async (t) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, resolve))
  t.teardown(() => other.close())
  const taken = String((other.address() as AddressInfo).port)
  for (const name of ['port', 'metrics_port']) {
    const { code, stderr, pids } = await failedStart(t, 'return function() end', { [name]: taken })
    t.equal(code, 1)
    t.equal(stderr.match(new RegExp(`Cannot listen on ${name}=${taken}`, 'g'))?.length, 1, stderr)
    await until('the end of all', () => ![...pids].some(isRunning))
  }
})
