import t from 'tap'
import * as errors from '../../template/lua-ts/host/errors.ts'
import { callerText, failureText } from '../../template/lua-ts/platform/failure-text.ts'

t.test('failureText() says what failed, and shows where', async (t) => {
  t.equal(failureText(new errors.HandlerError('m', 'm\nstack traceback:\n\tx')), 'Handler failed: m\nstack traceback:\n\tx')
  t.equal(failureText(new errors.DeadlineError('m')), 'Handler stopped: m')
  t.equal(failureText(new errors.BadReplyError('m')), 'Bad reply: m')
  t.equal(failureText(new errors.BadRequestError('m')), 'Bad request: m')
  t.equal(failureText(new errors.BodyTooLargeError('m')), 'Body too large: m')
  t.match(failureText(new TypeError('m')), /^Host failed: TypeError: m\n {4}at /)
  t.equal(failureText('m'), 'Host failed: m')
})

t.test('callerText() keeps tracebacks and what is the host\'s own from callers', async (t) => {
  t.equal(callerText(new errors.HandlerError('m', 'm\nstack traceback:\n\tx')), 'm')
  t.equal(callerText(new errors.DeadlineError('m')), 'Handler stopped: m')
  t.equal(callerText(new TypeError('secret')), 'Host failed; its log says why')
})
