import t from 'tap'
import { BadReplyError, BadRequestError, BodyTooLargeError, BusyError, DeadlineError, DrainingError, failureOf, HandlerError, LoadError } from '../../template/lua-ts/host/errors.ts'

t.test('failureOf() says what the client of a failed call sees', async (t) => {
  const of = (error: unknown) => {
    const { status, text, internal } = failureOf(error)
    return [status, text, internal]
  }
  t.same(of(new BusyError('busy')), [429, 'busy\n', true])
  t.same(of(new DrainingError('ending')), [503, '', true])
  t.same(of(new DeadlineError('late')), [504, '', false])
  t.same(of(new BodyTooLargeError('much')), [413, 'Request body too large\n', false])
  t.same(of(new BadRequestError('Not JSON')), [400, 'Not JSON\n', false])
})

t.test('failureOf() tells nothing of what went wrong inside', async (t) => {
  for (const error of [new HandlerError('password'), new BadReplyError('password')]) t.same(failureOf(error), { status: 500, text: 'Internal Server Error\n', internal: false })
  for (const error of [new Error('password'), 'password', undefined]) t.same(failureOf(error), { status: 500, text: 'Internal Server Error\n', internal: true })
})

t.test('errors know their kind', async (t) => {
  t.equal(new HandlerError('short').traceback, 'short')
  t.equal(new HandlerError('short', 'long').traceback, 'long')
  t.equal(new LoadError('x').kind, 'failed')
  t.match(new LoadError('x', { kind: 'syntax', cause: 'y' }), { kind: 'syntax', cause: 'y', name: 'LoadError' })
})
