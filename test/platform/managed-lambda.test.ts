import { EventEmitter } from 'node:events'
import t from 'tap'
import type { Test } from 'tap'
import { LoadError } from '../../template/lua-ts/host/errors.ts'
import { managedError, managedHandler, managedStreamHandler } from '../../template/lua-ts/platform/managed-lambda.ts'
import type { ManagedContext, ManagedStream } from '../../template/lua-ts/platform/managed-lambda.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import type { TestFunctionOptions } from '../support/lua-function.ts'

const contextOf = (more: Partial<ManagedContext> = {}): ManagedContext =>
  ({ awsRequestId: 'id-1', callbackWaitsForEmptyEventLoop: true, getRemainingTimeInMillis: () => 30_000, ...more })

const optionsOf = async (t: Test, handler: string, engine: TestFunctionOptions['engine'] & string, environment: Record<string, string> = {}) => {
  const { invoke } = await functionOf(t, handler, { engine, platform: 'lambda' })
  const flushed: number[] = []
  return { invoke, environment, details: {}, marginMs: 100, workingDirectory: '/var/task', flush: () => void flushed.push(1), flushed }
}

/** A stream that keeps what is written to it and says that it is full after each piece. */
class FakeStream extends EventEmitter implements ManagedStream {
  type = ''
  text = ''
  ended = false
  setContentType(type: string): void {
    this.type = type
  }
  write(bytes: Uint8Array): boolean {
    this.text += Buffer.from(bytes).toString('latin1')
    setImmediate(() => this.emit('drain'))
    return false
  }
  end(): void {
    this.ended = true
    setImmediate(() => this.emit('finish'))
  }
}

for (const engine of engines) {
  t.test(`managedHandler() resolves to what the handler returns on ${engine}`, async (t) => {
    const options = await optionsOf(t, 'return function(event, context) return event == 1 and { event, context.request_id, os.getenv("_X_AMZN_TRACE_ID") } or nil end', engine, { _X_AMZN_TRACE_ID: 'Root=1' })
    const handler = managedHandler(options)
    const context = contextOf()
    t.same(await handler(1, context), [1, 'id-1', 'Root=1'])
    t.equal(context.callbackWaitsForEmptyEventLoop, false)
    t.equal(await handler(2, contextOf()), null)
    t.equal(options.flushed.length, 2)
  })

  t.test(`managedHandler() rejects with what the runtime reports on ${engine}`, async (t) => {
    const handler = managedHandler(await optionsOf(t, 'return function(event) if event == 1 then error("no luck") end while true do end end', engine))
    await t.rejects(handler(1, contextOf()), { name: 'Runtime.HandlerError', message: 'handler.lua:1: no luck', stack: /^Runtime\.HandlerError: handler\.lua:1: no luck\n    at .*error/ })
    await t.rejects(handler(2, contextOf({ getRemainingTimeInMillis: () => 300 })), { name: 'Runtime.DeadlineError' })
  })

  t.test(`managedStreamHandler() writes as the stream takes it on ${engine}`, async (t) => {
    const handler = managedStreamHandler(await optionsOf(t, 'return function(event, context) if event == 1 then return { event } end for i = 1, 3 do context:write("piece " .. i .. " ") end end', engine))
    const [value, pieces] = [new FakeStream(), new FakeStream()]
    t.equal(await handler(1, value, contextOf()), undefined)
    t.match(value, { type: 'application/json', text: '[1]', ended: true })
    await handler(2, pieces, contextOf())
    t.match(pieces, { type: 'text/plain; charset=utf-8', text: 'piece 1 piece 2 piece 3 ', ended: true })
  })

  t.test(`managedStreamHandler() rejects when handler or stream fail on ${engine}`, async (t) => {
    const handler = managedStreamHandler(await optionsOf(t, 'return function(event, context) if event == 2 then context:write("begins") end error("late", 0) end', engine))
    await t.rejects(handler(1, new FakeStream(), contextOf()), { name: 'Runtime.HandlerError', message: 'late' })
    const begun = new FakeStream()
    await t.rejects(handler(2, begun, contextOf()), { name: 'Runtime.HandlerError', message: 'late' })
    t.match(begun, { text: 'begins', ended: false }, 'the runtime ends it')
    const endless = managedStreamHandler(await optionsOf(t, 'return function(event, context) while true do context:write("x") end end', engine))
    const broken = new FakeStream()
    const running = endless(1, broken, contextOf())
    setTimeout(() => broken.emit('error', new Error('cut')), 20)
    await t.rejects(running, { message: /cut/ })
  })
}

t.test('managedError() tells of errors as the Runtime API is told of them', async (t) => {
  t.match(managedError(new LoadError('Cannot load "x"', { kind: 'syntax' }), '/'), { name: 'Runtime.UserCodeSyntaxError', message: 'Cannot load "x"' })
})
