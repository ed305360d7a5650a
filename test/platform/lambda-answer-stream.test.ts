import t from 'tap'
import { answerStreams } from '../../template/lua-ts/platform/lambda-answer-stream.ts'
import { lambdaFailure } from '../../template/lua-ts/platform/lambda-failure.ts'
import { runtimeApi } from '../support/runtime-api.ts'

const opened = async (t: { after(fn: () => unknown): unknown }) => {
  const server = await runtimeApi(t)
  const [host, port] = server.api.split(':') as [string, string]
  const streams = answerStreams(host, Number(port))
  t.after(() => streams.close())
  return { server, streams }
}

t.test('answerStreams() send pieces, and what failed after them', async (t) => {
  const { server, streams } = await opened(t)
  const { body, answered } = streams.open('/2018-06-01/runtime/invocation/1/response', 'text/own', 'attempt-1')
  body.write(Buffer.from('begins'))
  body.fail(lambdaFailure(new Error('late'), '/'))
  t.match(await answered, { status: 202, body: Buffer.from('{"status":"OK"}') })
  const [post] = server.posts
  t.match(post, { body: Buffer.from('begins'), headers: { 'content-type': 'text/own', 'lambda-runtime-function-response-mode': 'streaming', 'lambda-runtime-invocation-id': 'attempt-1' } })
  t.equal(post!.trailers['lambda-runtime-function-error-type'], 'Runtime.HostError')
  t.match(JSON.parse(Buffer.from(post!.trailers['lambda-runtime-function-error-body']!, 'base64').toString()), { errorMessage: 'late' })
})

t.test('answerStreams() tell when there is room again', async (t) => {
  const { server, streams } = await opened(t)
  const { body, answered } = streams.open('/response', 'text/own', undefined)
  let drained = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  body.onDrain(() => {
    drained++
    resolve()
  })
  while (body.write(Buffer.alloc(65_536))) await new Promise((done) => setImmediate(done))
  await promise
  body.end()
  t.match(await answered, { status: 202 })
  t.ok(drained > 0)
  t.equal(server.posts[0]!.headers['lambda-runtime-invocation-id'], undefined)
})

t.test('answerStreams() reject when the connection is cut', async (t) => {
  const { streams } = await opened(t)
  const { body, answered } = streams.open('/response', 'text/own', undefined)
  body.write(Buffer.from('x'))
  body.destroy()
  await t.rejects(answered, /socket hang up|aborted/)
})
