import t from 'tap'
import { answered } from '../../template/lua-ts/host/answered.ts'
import * as errors from '../../template/lua-ts/host/errors.ts'
import { type FakeCall, fakeCall, type FakeCallOptions } from './fake-call.ts'

interface Outcome {
  readonly call: FakeCall
  readonly lines: readonly unknown[][]
  readonly kinds: readonly string[]
  readonly deadlines: number
}

const run = async (answer: (call: FakeCall) => void, options: FakeCallOptions = {}): Promise<Outcome> => {
  const lines: unknown[][] = []
  const kinds: string[] = []
  let deadlines = 0
  const call = fakeCall(options)
  const wrap = answered({
    log: { host: (...line) => void lines.push(line) },
    metrics: { failed: (kind) => void kinds.push(kind), deadline: () => void deadlines++ },
    execTimeoutMs: 30_000,
  })
  await wrap(async () => answer(call))(call)
  return { call, lines, kinds, deadlines }
}

const throwing = (error: unknown, deadlineMs = Infinity) =>
  run((call) => {
    call.deadlineMs = call.startedMs + deadlineMs
    throw error
  })

const plain = ['Content-Type', 'text/plain; charset=utf-8']
const internal = ['X-OpenFaaS-Internal', 'lua-ts']
const oops = 'Internal Server Error\n'
const { BusyError, HandlerError } = errors

const failures = [
  [new BusyError('Too many'), 429, ['Content-Type', 'text/plain', ...internal], 'Too many\n', undefined],
  [new errors.DrainingError('Bye'), 503, internal, '', undefined],
  [new errors.DeadlineError('Late'), 504, [], '', 'exec_timeout of 30s exceeded: Late'],
  [new errors.BodyTooLargeError('11 bytes'), 413, plain, 'Request body too large\n', 'Body too large: 11 bytes'],
  [new errors.BadRequestError('No JSON'), 400, plain, 'No JSON\n', 'Bad request: No JSON'],
  [new HandlerError('oh', 'oh\nhandler.lua:3'), 500, plain, oops, 'Handler failed: oh\nhandler.lua:3'],
  [new errors.BadReplyError('Status 7'), 500, plain, oops, 'Bad reply: Status 7'],
] as const

for (const [error, status, headers, text, line] of failures) {
  t.test(`answered() answers ${status} when the call rejects with ${error.name}`, async (t) => {
    const { call, lines, kinds, deadlines } = await throwing(error, 30_000)
    t.equal(deadlines, error instanceof errors.DeadlineError ? 1 : 0)
    t.match(call.reply, { status, text, resets: 0 })
    t.same(call.reply.headers, headers)
    t.same(
      lines.map(([said, id]) => [said, id]),
      line === undefined ? [] : [[line, 'call-1']],
    )
    t.same(kinds, [error.name])
  })
}

t.test('answered() blames the host, with the stack in the log only, when the error is none of the known', async (t) => {
  const { call, lines, kinds } = await throwing(new TypeError('x is not a function'))
  t.match(call.reply, { status: 500, text: oops })
  t.same(call.reply.headers, [...plain, ...internal])
  t.match(lines, [[/^Host failed: TypeError: x is not a function\n +at /, 'call-1', 'error']])
  t.same(kinds, ['TypeError'])
})

t.test('answered() copes when what was thrown is no error', async (t) => {
  const { call, lines, kinds } = await throwing('just text')
  t.equal(call.reply.status, 500)
  t.same(lines, [['Host failed: just text', 'call-1', 'error']])
  t.same(kinds, ['Error'])
})

t.test('answered() names X-Timeout when that was the shorter limit', async (t) => {
  const { lines } = await throwing(new errors.DeadlineError('Late'), 250)
  t.same(lines, [['X-Timeout of 250ms exceeded: Late', 'call-1', 'warn']])
})

t.test('answered() cuts the connection when the head was sent already', async (t) => {
  const { call, lines } = await run(({ reply }) => {
    reply.head(200, [])
    throw new HandlerError('oh')
  })
  t.match(call.reply, { status: 200, text: '', resets: 1 })
  t.match(lines, [['Handler failed: oh']])
})

t.test('answered() sends nothing, and logs why, when the client has gone', async (t) => {
  const gone = new errors.AbortedError('the client went away')
  const { call, lines, kinds } = await throwing(gone)
  t.match(call.reply, { status: 0, resets: 0 })
  t.same(lines, [['Call aborted: the client went away', 'call-1', 'warn']])
  t.same(kinds, ['AbortedError'])
})

t.test('answered() prefers the platform’s reason when it knows one', async (t) => {
  const { lines } = await run(
    (call) => {
      call.abort()
      throw new errors.AbortedError('no one reads')
    },
    { abortReason: 'write_timeout of 1s exceeded' },
  )
  t.match(lines, [['Call aborted: write_timeout of 1s exceeded']])
})

t.test('answered() answers 500 when the call ends without an answer', async (t) => {
  const { call, lines } = await run(() => {})
  t.equal(call.reply.status, 500)
  t.match(lines, [[/Host failed: Error: The call ended without an answer/]])
})

t.test('answered() adds nothing when all is well', async (t) => {
  const { call, lines, kinds } = await run(({ reply }) => reply.send(200, [], Buffer.from('fine')))
  t.match(call.reply, { status: 200, text: 'fine', resets: 0 })
  t.same(lines, [])
  t.same(kinds, [])
})
