import { request, Agent } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { handlerOf, hostProcess } from './support/host-process.ts'

/** What a function promises while it serves, seen from outside. */

const residentMiB = (pid: number): number => {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match![1]) / 1024
}

const respond = (url: string, options: { method?: string; agent?: Agent } = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const outgoing = request(url, options, resolve).on('error', reject)
  return { outgoing, promise }
}

t.test('a function sends every byte value back as it came', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('echo-stream') } })
  const body = Buffer.from(Array.from({ length: 256 * 4096 }, (_, i) => i % 256))
  const answer = await fetch(`${host.url}/?mode=identity`, { method: 'POST', body })
  t.ok(Buffer.from(await answer.arrayBuffer()).equals(body))
})

t.test('a function streams more than it could hold', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('echo-stream') } })
  const piece = Buffer.alloc(1024 * 1024, 'x')
  const pieces = 192
  const { outgoing, promise } = respond(`${host.url}/?mode=identity`, { method: 'POST' })
  let peakMiB = 0
  let startMiB = 0
  const send = async () => {
    for (let i = 0; i < pieces; i++) {
      if (i === 32) startMiB = residentMiB(host.pid)
      if (!outgoing.write(piece)) await new Promise((resolve) => outgoing.once('drain', resolve))
      peakMiB = Math.max(peakMiB, residentMiB(host.pid))
    }
    outgoing.end()
  }
  const sent = send()
  let bytes = 0
  for await (const chunk of await promise) bytes += (chunk as Buffer).length
  await sent
  t.equal(bytes, pieces * piece.length)
  t.ok(peakMiB - startMiB < 64, `memory grew by ${Math.round(peakMiB - startMiB)} MiB`)
})

t.test('a function\'s first piece does not wait for its last', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('sse') } })
  await fetch(`${host.url}/?count=1&interval_ms=1`).then((answer) => answer.text())
  const startedMs = performance.now()
  const { outgoing, promise } = respond(`${host.url}/?count=4&interval_ms=300`)
  outgoing.end()
  const at: number[] = []
  for await (const _ of await promise) at.push(performance.now() - startedMs)
  t.ok(at[0]! < 100, `first byte after ${Math.round(at[0]!)} ms`)
  t.ok(at.at(-1)! >= 880, `last byte after ${Math.round(at.at(-1)!)} ms`)
})

t.test('a busy function stays healthy and serves others', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('slow-cpu') } })
  let running = true
  const busy = fetch(`${host.url}/?seconds=5`).then((answer) => {
    running = false
    return answer
  })
  const probeMs: number[] = []
  for (let i = 0; i < 200; i++) {
    const startedMs = performance.now()
    t.equal((await fetch(`${host.url}/_/health`)).status, 200)
    probeMs.push(performance.now() - startedMs)
    if (i === 50) {
      t.equal((await fetch(`${host.url}/?n=5`)).status, 200)
      t.ok(running, 'the other call was answered meanwhile')
    }
  }
  t.ok(Math.max(...probeMs) < 250, `slowest of 200 probes: ${Math.round(Math.max(...probeMs))} ms`)
  t.equal((await busy).status, 200)
})

t.test('a function loses no request when it is told to end under load', async (t) => {
  const host = await hostProcess(t, { settings: { healthcheck_interval: '500ms' } })
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  t.after(() => agent.destroy())
  const refused: string[] = []
  let answered = 0
  let stopping = false
  const client = async () => {
    while (true) {
      const { outgoing, promise } = respond(`${host.url}/?name=Ada`, { agent })
      outgoing.end()
      try {
        const answer = await promise
        for await (const _ of answer) { /* to its end */ }
        if (answer.statusCode === 200) answered++
        else refused.push(String(answer.statusCode))
      } catch (error) {
        // Once the listener is closed, nobody connects any more: that is the end, not a loss.
        if (stopping && (error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return
        refused.push(String(error))
        return
      }
    }
  }
  const clients = Array.from({ length: 32 }, client)
  await new Promise((resolve) => setTimeout(resolve, 500))
  stopping = true
  t.equal(await host.stop(), 0)
  await Promise.all(clients)
  t.same(refused, [])
  t.ok(answered > 100, `${answered} answered`)
})

t.test('a function\'s shutdown runs once, however often the process is told to end', async (t) => {
  const folder = t.testdir({ 'handler.lua': `return {
  handler = function() return "x" end,
  shutdown = function() print("shutting down") require("time").sleep(0.5) print("shut down") end,
}` })
  const host = await hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua') } })
  process.kill(host.pid, 'SIGTERM')
  await host.line(/shutting down/)
  process.kill(host.pid, 'SIGINT')
  t.equal(await host.stop(), 0)
  t.equal(host.stdout.match(/shutting down/g)?.length, 1)
  t.match(host.stdout, /shut down/)
})

for (const lua_engine of ['fengari', 'wasm']) {
  t.test(`a function survives a __tostring that never ends on ${lua_engine}`, async (t) => {
    const folder = t.testdir({ 'handler.lua': `return function(event)
  if event.path == "/" then return "alive" end
  error(setmetatable({}, { __tostring = function() while true do end end }))
end` })
    const host = await hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua'), lua_engine } })
    t.equal((await fetch(`${host.url}/fail`)).status, 500)
    t.equal(await fetch(host.url).then((answer) => answer.text()), 'alive')
    await host.line(/Handler failed: error object: a table whose __tostring failed/)
  })
}
