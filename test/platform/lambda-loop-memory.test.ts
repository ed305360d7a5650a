import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { lambdaClient } from '../../template/lua-ts/platform/lambda-client.ts'
import { lambdaLoop } from '../../template/lua-ts/platform/lambda-loop.ts'
import { engines, functionOf } from '../support/lua-function.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const loopOptions = { details: {}, marginMs: 100, streams: false, workingDirectory: '/var/task' }

/** Memory that is held after so many invocations, measured at every `step`. */
const heldBytes = async (t: { after(fn: () => unknown): unknown }, engine: (typeof engines)[number], total: number, step: number): Promise<number[]> => {
  const held: number[] = []
  let count = 0
  const server = createServer((req, res) => {
    if (req.method !== 'GET') return void req.resume().on('end', () => res.writeHead(202).end('{"status":"OK"}'))
    if (count > 0 && count % step === 0) {
      collectGarbage()
      held.push(process.memoryUsage().heapUsed + process.memoryUsage().external)
    }
    if (count++ === total) return void res.writeHead(410).end('{}')
    res.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': `r-${count}`, 'Lambda-Runtime-Deadline-Ms': String(Date.now() + 30_000) }).end('{"name":"Ada"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const f = await functionOf(t, 'return function(event, context) if context.request_id:sub(-1) == "7" then error("x") end return { hello = event.name } end', { engine, platform: 'lambda' })
  const client = lambdaClient(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  await lambdaLoop({ ...loopOptions, client, invoke: f.invoke, log: { host: () => {} } }).run().catch(() => {})
  return held
}

for (const engine of engines) {
  t.test(`lambdaLoop() holds no more after 10,000 invocations than after 2,000 on ${engine}`, async (t) => {
    const held = await heldBytes(t, engine, 10_000, 2000)
    t.equal(held.length, 5)
    const growth = held.at(-1)! - held[0]!
    t.ok(growth < 2 * 2 ** 20, `it grew by ${Math.round(growth / 1024)} KiB`)
  })
}
