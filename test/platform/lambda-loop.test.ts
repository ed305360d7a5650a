import t from 'tap'
import { lambdaClient } from '../../template/lua-ts/platform/lambda-client.ts'
import { lambdaLoop } from '../../template/lua-ts/platform/lambda-loop.ts'
import { functionOf, linesLog } from '../support/lua-function.ts'
import { runtimeApi } from '../support/runtime-api.ts'
import { eventually } from './served.ts'

const loopOptions = { details: {}, marginMs: 100, streams: false, workingDirectory: '/var/task' }

t.test('lambdaLoop() stops after the invocation that runs', async (t) => {
  const server = await runtimeApi(t, { end: 'wait' })
  const f = await functionOf(t, 'return function(event) print("begins") require("time").sleep(0.05) return event end')
  const loop = lambdaLoop({ ...loopOptions, client: lambdaClient(server.api), invoke: f.invoke, log: linesLog([]) })
  const running = loop.run()
  const posted = server.push({ event: 1 })
  await eventually('the invocation runs', () => f.lines.length === 1)
  loop.stop()
  await running
  t.equal((await posted).body.toString(), '1')
  t.equal(server.asked, 1)
})

t.test('lambdaLoop() reports a call that ends without an answer', async (t) => {
  const server = await runtimeApi(t, { invocations: [{ event: 1 }] })
  const lines: string[] = []
  const loop = lambdaLoop({ ...loopOptions, client: lambdaClient(server.api), invoke: async () => {}, log: linesLog(lines) })
  await t.rejects(loop.run(), { name: 'RuntimeApiError' })
  t.match(server.last(), { errorType: 'Runtime.HostError', errorMessage: 'The call ended without an answer' })
  t.match(lines[0], /^host\[request-1\]: Host failed: Error: The call ended without an answer/)
})
