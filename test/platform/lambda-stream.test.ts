import t from 'tap'
import { lambdaRun } from '../support/lambda-run.ts'
import { engines } from '../support/lua-function.ts'

const environment = { lua_response_mode: 'stream' }

const request = (path: string, method = 'GET') => ({
  version: '2.0', rawPath: path, rawQueryString: '', headers: {}, requestContext: { http: { method } }, isBase64Encoded: false,
})

const parts = (body: Buffer) => {
  const at = body.indexOf(Buffer.alloc(8))
  return { head: JSON.parse(body.subarray(0, at).toString()) as unknown, body: body.subarray(at + 8).toString() }
}

for (const engine of engines) {
  t.test(`streamedReply() L12: sends head and pieces while the handler runs on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `local time = require "time"
return function(event, context)
  context:status(201)
  context:header("Content-Type", "text/event-stream")
  context:header("Set-Cookie", { "a=1", "b=2" })
  context:header("X-Many", { "1", "2" })
  context:write("one")
  time.sleep(0.2)
  context:write("\\0two")
end`, { engine, environment, invocations: [{ event: request('/'), headers: { 'Lambda-Runtime-Invocation-Id': 'attempt' } }] })
    const [post] = run.posts
    t.match(post!.path, /\/response$/)
    t.match(post!.headers, {
      'lambda-runtime-function-response-mode': 'streaming',
      'transfer-encoding': 'chunked',
      trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
      'content-type': 'application/vnd.awslambda.http-integration-response',
      'lambda-runtime-invocation-id': 'attempt',
    })
    t.same(parts(post!.body), {
      head: { statusCode: 201, headers: { 'Content-Type': 'text/event-stream', 'X-Many': '1, 2' }, cookies: ['a=1', 'b=2'] },
      body: 'one\0two',
    })
    t.ok(post!.endMs - post!.firstMs > 100, 'the first piece came before the last')
    t.same(post!.trailers, {})
  })

  t.test(`streamedReply() L12: sends whole answers and bodies that are functions on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event)
  if event.path == "/string" then return "text" elseif event.path == "/nothing" then return nil end
  local n = 0
  return { statusCode = 200, body = function() n = n + 1 if n < 4 then return ("%d"):format(n) end end }
end`, { engine, environment, invocations: [...['/string', '/nothing', '/function'].map((path) => ({ event: request(path) })), { event: request('/string', 'HEAD') }] })
    t.same(run.posts.map(({ body }) => parts(body)), [
      { head: { statusCode: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' } }, body: 'text' },
      { head: { statusCode: 204, headers: {} }, body: '' },
      { head: { statusCode: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' } }, body: '123' },
      { head: { statusCode: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' } }, body: '' },
    ])
  })

  t.test(`streamedReply() L12: streams the answer to an event that is no request, without a head, on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event, context)
  if event == "value" then return { a = 1 } end
  context:write("a")
  return "b"
end`, { engine, environment, invocations: [{ event: 'stream' }, { event: 'value' }] })
    t.equal(run.posts[0]!.body.toString(), 'ab')
    t.match(run.posts[0]!.headers, { 'content-type': 'text/plain; charset=utf-8', 'lambda-runtime-function-response-mode': 'streaming' })
    t.same(run.last(), { a: 1 })
    t.equal(run.posts[1]!.headers['lambda-runtime-function-response-mode'], undefined)
  })

  t.test(`streamedReply() L13: ends with an error in the trailers on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event, context)
  if event.path == "/early" then error("early") end
  context:write("begun")
  error("❄")
end`, { engine, environment, invocations: [{ event: request('/late') }, { event: request('/early') }, { event: request('/late') }] })
    t.same(run.posts.map(({ path }) => path.split('/').at(-1)), ['response', 'error', 'response'])
    const { trailers, body } = run.posts[0]!
    t.equal(parts(body).body, 'begun')
    t.equal(trailers['lambda-runtime-function-error-type'], 'Runtime.HandlerError')
    t.match(JSON.parse(Buffer.from(trailers['lambda-runtime-function-error-body']!, 'base64').toString()), {
      errorType: 'Runtime.HandlerError',
      errorMessage: 'handler.lua:4: ❄',
    })
  })

  t.test(`streamedReply() refuses a second head and a body where there is none on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event, context)
  if event.path == "/status" then context:write("x") return { statusCode = 404 } end
  context:status(204)
  context:write("x")
end`, { engine, environment, invocations: [{ event: request('/status') }, { event: request('/body') }] })
    t.match(run.lines.join('\n'), /Bad reply: Cannot send the returned table[^]*Cannot send a body with status 204/)
    t.equal(run.posts.length, 2)
    for (const { trailers } of run.posts) t.ok(trailers['lambda-runtime-function-error-type'])
  })
}

t.test('streamedReply() waits for a slow reader and stops when the platform takes no more', async (t) => {
  const run = await lambdaRun(t, `return function(event, context)
  local piece = ("x"):rep(1024 * 1024)
  for i = 1, 64 do context:write(piece) end
  return "end"
end`, { environment, invocations: [{ event: 1 }] })
  t.equal(run.posts[0]!.body.length, 64 * 2 ** 20 + 3)
})
