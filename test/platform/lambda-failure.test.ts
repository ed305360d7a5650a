import t from 'tap'
import * as errors from '../../template/lua-ts/host/errors.ts'
import { headerSafe, lambdaFailure } from '../../template/lua-ts/platform/lambda-failure.ts'

const report = (error: unknown) => JSON.parse(Buffer.from(lambdaFailure(error, '/var/task').body).toString()) as Record<string, unknown>

t.test('lambdaFailure() names every error as the service takes it', async (t) => {
  const rows: readonly (readonly [unknown, string])[] = [
    [new errors.HandlerError('m'), 'Runtime.HandlerError'],
    [new errors.DeadlineError('m'), 'Runtime.DeadlineError'],
    [new errors.BadReplyError('m'), 'Runtime.MarshalError'],
    [new errors.BadRequestError('m'), 'Runtime.UnmarshalError'],
    [new errors.BodyTooLargeError('m'), 'Runtime.BodyTooLarge'],
    [new errors.ConfigError('m'), 'Runtime.ConfigError'],
    [new errors.LoadError('m'), 'Runtime.LoadError'],
    [new errors.LoadError('m', { kind: 'missing' }), 'Runtime.ImportModuleError'],
    ['m', 'Runtime.HostError'],
  ]
  for (const [error, errorType] of rows) {
    t.same(report(error), { errorType, errorMessage: 'm', stackTrace: [] }, errorType)
    t.match(errorType, /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/)
  }
})

t.test('lambdaFailure() tells where a fault of the host is', async (t) => {
  const error = new TypeError('m')
  const { errorType, errorMessage, stackTrace } = report(error)
  t.equal(errorType, 'Runtime.HostError')
  t.match(errorMessage, /^m \(lambda-failure\.test\.ts:\d+\)$/)
  t.match(stackTrace, [/lambda-failure\.test\.ts:\d+:\d+\)?$/])
  const cause = JSON.parse(lambdaFailure(error, '/var/task').xrayCause!) as { exceptions: [{ stack: [object] }] }
  t.match(cause.exceptions[0].stack[0], { path: /lambda-failure\.test\.ts$/, line: Number, label: /Test/ })
  t.match(report(Object.assign(new Error('m'), { stack: 'none' })), { errorMessage: 'm', stackTrace: [] })
})

t.test('lambdaFailure() takes a name for an error that says all', async (t) => {
  t.match(JSON.parse(Buffer.from(lambdaFailure(new Error('m'), '/', 'Function.Own').body).toString()), { errorType: 'Function.Own', errorMessage: 'm', stackTrace: [] })
})

t.test('lambdaFailure() takes a traceback apart', async (t) => {
  const traceback = 'handler.lua:3: x\nstack traceback:\n\t[C]: in function \'error\'\n\thandler.lua:3: in local \'f\'\n\tlib/a.lua:10: in function <lib/a.lua:9>'
  const error = new errors.HandlerError('handler.lua:3: x', traceback)
  t.same(report(error), {
    errorType: 'Runtime.HandlerError',
    errorMessage: 'handler.lua:3: x',
    stackTrace: ["[C]: in function 'error'", "handler.lua:3: in local 'f'", 'lib/a.lua:10: in function <lib/a.lua:9>'],
  })
  t.same(JSON.parse(lambdaFailure(error, '/var/task').xrayCause!), {
    working_directory: '/var/task',
    exceptions: [{
      type: 'Runtime.HandlerError',
      message: 'handler.lua:3: x',
      stack: [{ path: '[C]', line: 0, label: "function 'error'" }, { path: 'handler.lua', line: 3, label: "local 'f'" }, { path: 'lib/a.lua', line: 10, label: 'function <lib/a.lua:9>' }],
    }],
    paths: ['[C]', 'handler.lua', 'lib/a.lua'],
  })
})

t.test('lambdaFailure() cuts what is too long for a report or a header', async (t) => {
  const error = new errors.HandlerError('x'.repeat(7_000_000))
  t.ok((report(error)['errorMessage'] as string).length < 300_000)
  t.equal(lambdaFailure(error, '/var/task').xrayCause, undefined)
})

t.test('headerSafe() leaves printable ASCII alone', async (t) => {
  t.equal(headerSafe('a ~%'), 'a ~%')
  t.equal(headerSafe('é\n\x7f😀\ud800'), '%C3%A9%0A%7F%F0%9F%98%80%EF%BF%BD')
})
