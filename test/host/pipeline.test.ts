import t from 'tap'
import { Registry } from 'prom-client'
import type { Invoke } from '../../template/lua-ts/host/call.ts'
import { HandlerError } from '../../template/lua-ts/host/errors.ts'
import type { Log } from '../../template/lua-ts/host/log.ts'
import type { Metrics } from '../../template/lua-ts/host/metrics.ts'
import { pipeline, probePipeline } from '../../template/lua-ts/host/pipeline.ts'
import { slots } from '../../template/lua-ts/host/slots.ts'
import { fakeCall } from './fake-call.ts'

const wired = (invoke: Invoke, { serving = true, max = 1 } = {}) => {
  const seen: string[] = []
  const log: Pick<Log, 'host' | 'access'> = {
    host: (text) => void seen.push(text),
    access: ({ status }) => void seen.push(`access ${status}`),
  }
  const metrics: Pick<Metrics, 'started' | 'finished' | 'failed' | 'registry'> = {
    registry: async () => new Registry(),
    started: () => void seen.push('started'),
    finished: (_method, code) => void seen.push(`finished ${code}`),
    failed: (kind) => void seen.push(`failed ${kind}`),
  }
  const limit = slots(max)
  const options = {
    invoke,
    settings: { execTimeoutMs: 2000 },
    log: log as Log,
    metrics: metrics as Metrics,
    slots: limit,
    lifecycle: { serving } as Parameters<typeof pipeline>[0]['lifecycle'],
  }
  return { seen, limit, options }
}

const greet: Invoke = async ({ reply }) => reply.send(200, [], Buffer.from('hi'))

t.test('pipeline() counts, admits, times and logs a call', async (t) => {
  const { seen, limit, options } = wired(async (call) => {
    seen.push(`full ${limit.full}, ${Math.round(call.deadlineMs - call.startedMs)} ms`)
    await greet(call)
  })
  await pipeline(options)(fakeCall())
  t.same(seen, ['started', 'full true, 2000 ms', 'finished 200', 'access 200'])
  t.notOk(limit.full)
})

t.test('pipeline() is through at once with a call that is', async (t) => {
  const { seen, limit, options } = wired(({ reply }) => reply.send(200, [], Buffer.from('hi')))
  t.equal(pipeline(options)(fakeCall()), undefined)
  t.same(seen, ['started', 'finished 200', 'access 200'])
  t.notOk(limit.full)
})

t.test('pipeline() answers for a handler that says nothing at once', async (t) => {
  const { seen, limit, options } = wired(() => {})
  t.equal(pipeline(options)(fakeCall()), undefined)
  t.match(seen, ['started', /^Host failed: Error: The call ended without an answer/, 'failed Error', 'finished 500', 'access 500'])
  t.notOk(limit.full)
})

t.test('pipeline() counts and logs a call that is turned away', async (t) => {
  const { seen, options, limit } = wired(greet)
  limit.take()
  await pipeline(options)(fakeCall())
  t.same(seen, ['started', 'failed BusyError', 'finished 429', 'access 429'])
})

t.test('pipeline() never rejects, and logs the failure before the access line', async (t) => {
  const { seen, options } = wired(async () => {
    throw new HandlerError('oh')
  })
  await pipeline(options)(fakeCall())
  t.same(seen, ['started', 'Handler failed: oh', 'failed HandlerError', 'finished 500', 'access 500'])
})

t.test('probePipeline() neither counts nor takes a slot, but answers failures', async (t) => {
  const full = wired(greet)
  full.limit.take()
  await probePipeline(full.options)(fakeCall())
  t.same(full.seen, ['access 200'])

  const failing = wired(async () => {
    throw new HandlerError('not yet')
  })
  const call = fakeCall()
  await probePipeline(failing.options)(call)
  t.equal(call.reply.status, 500)
  t.same(failing.seen, ['Handler failed: not yet', 'access 500'])
})
