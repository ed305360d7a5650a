import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { lambdaRun } from '../support/lambda-run.ts'

const json = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>

for (const engine of engines) {
  t.test(`lambda() L1: calls the handler with the event and all of the context on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event, context)
  return { event = event, trace = os.getenv("_X_AMZN_TRACE_ID"), platform = context.platform, call_id = context.call_id,
    request_id = context.request_id, arn = context.invoked_function_arn, trace_id = context.trace_id, tenant = context.tenant_id,
    client = context.client_context, identity = context.identity, version = context.function_version, memory = context.memory_limit_mb,
    group = context.log_group_name, stream = context.log_stream_name, remaining = context:remaining_ms(), deadline = context.deadline - os.time() }
end`, {
      engine,
      environment: { AWS_LAMBDA_FUNCTION_VERSION: '7', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256', AWS_LAMBDA_LOG_GROUP_NAME: 'g', AWS_LAMBDA_LOG_STREAM_NAME: 's' },
      invocations: [{
        id: 'id/1 é',
        event: { a: 1 },
        headers: {
          'Lambda-Runtime-Aws-Request-Id': 'id/1 x',
          'Lambda-Runtime-Trace-Id': 'Root=1-2;Sampled=1',
          'Lambda-Runtime-Client-Context': '{"custom":{"k":"v"}}',
          'Lambda-Runtime-Cognito-Identity': '{"cognitoIdentityId":"me"}',
          'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1',
        },
      }],
    })
    t.equal(run.posts.length, 1)
    t.equal(run.posts[0]!.path, '/2018-06-01/runtime/invocation/id%2F1%20x/response')
    const { remaining, deadline, ...others } = run.last() as { remaining: number; deadline: number }
    t.ok(remaining > 20_000 && remaining <= 29_900, `${remaining} ms`)
    t.ok(Math.abs(deadline - 29.9) < 3, `${deadline} s`)
    t.same(others, {
      event: { a: 1 }, trace: 'Root=1-2;Sampled=1', platform: 'lambda', call_id: 'id/1 x', request_id: 'id/1 x', trace_id: 'Root=1-2;Sampled=1',
      arn: 'arn:aws:lambda:eu-central-1:123456789012:function:test', tenant: 'tenant-1', client: { custom: { k: 'v' } },
      identity: { cognitoIdentityId: 'me' }, version: '7', memory: 256, group: 'g', stream: 's',
    })
    t.match(run.posts[0]!.headers, { 'content-type': 'application/json' })
  })

  t.test(`lambda() L2: hides the trace of the last invocation and of the process on ${engine}`, async (t) => {
    const run = await lambdaRun(t, 'return function(event, context) return { tostring(os.getenv("_X_AMZN_TRACE_ID")), tostring(context.trace_id) } end', {
      engine,
      environment: { _X_AMZN_TRACE_ID: 'of the process' },
      invocations: [
        { event: {}, headers: { 'Lambda-Runtime-Trace-Id': 'first' } },
        { event: {} },
        { event: {}, headers: { 'Lambda-Runtime-Trace-Id': '' } },
      ],
    })
    t.same(run.posts.map(({ body }) => json(body)), [['first', 'first'], ['nil', 'nil'], ['nil', 'nil']])
    t.equal(process.env['_X_AMZN_TRACE_ID'], undefined)
  })

  t.test(`lambda() L4: reports errors with type, message and calls, and goes on, on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event)
  if event == "string" then error("plain")
  elseif event == "table" then error({ code = 1 })
  elseif event == "nil" then error(nil)
  elseif event == "returned" then return nil, "no luck" end
  return "fine"
end`, { engine, invocations: ['string', 'table', 'nil', 'returned', 'fine'].map((event) => ({ event })) })
    t.same(run.posts.map(({ path }) => path.split('/').at(-1)), ['error', 'error', 'error', 'error', 'response'])
    const [first, table, none, returned] = run.posts.map(({ body }) => json(body))
    t.match(first, { errorType: 'Runtime.HandlerError', errorMessage: 'handler.lua:2: plain' })
    t.match((first!['stackTrace'] as string[])[1], /^handler\.lua:2: in function <handler\.lua:1>$/)
    t.match(run.posts[0]!.headers, { 'lambda-runtime-function-error-type': 'Runtime.HandlerError', 'content-type': 'application/json' })
    const cause = JSON.parse(run.posts[0]!.headers['lambda-runtime-function-xray-error-cause'] as string) as unknown
    t.match(cause, {
      working_directory: '/var/task',
      exceptions: [{ type: 'Runtime.HandlerError', message: 'handler.lua:2: plain', stack: [{ label: "function 'error'" }, { path: 'handler.lua', line: 2 }] }],
    })
    t.match(table, { errorMessage: /^error object: table: 0x/, errorType: 'Runtime.HandlerError' })
    t.match(none, { errorMessage: /nil/ })
    t.match(returned, { errorMessage: 'the handler returned nil, no luck', stackTrace: [] })
    t.match(run.lines.join('\n'), /host\[request-1\]: Handler failed: handler\.lua:2: plain\nstack traceback:/)
  })

  t.test(`lambda() L5: answers with the value that the handler returns on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event)
  if event == 1 then return nil elseif event == 2 then return false elseif event == 3 then return 42
  elseif event == 4 then return "text ☃" elseif event == 5 then return { a = { 1, 2 } } elseif event == 6 then return { statusCode = 200, body = "b" } end
end`, { engine, invocations: [1, 2, 3, 4, 5, 6].map((event) => ({ event })) })
    t.same(run.posts.map(({ body }) => json(body)), [null, false, 42, 'text ☃', { a: [1, 2] }, { statusCode: 200, body: 'b' }])
    t.ok(run.posts.every(({ path }) => path.endsWith('/response')))
  })

  t.test(`lambda() L6: reports what can't be answered and goes on, on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event)
  if event == 1 then return print elseif event == 2 then return io.stdout elseif event == 3 then return 0/0
  elseif event == 4 then local c = {} c.c = c return c elseif event == 5 then return "\\255" end
  return "fine"
end`, { engine, invocations: [1, 2, 3, 4, 5, 6].map((event) => ({ event })) })
    for (const { path, body, headers } of run.posts.slice(0, 5)) {
      t.match(path, /\/error$/)
      t.match(json(body), { errorType: 'Runtime.MarshalError', errorMessage: /^Cannot send the returned / })
      t.equal(headers['lambda-runtime-function-error-type'], 'Runtime.MarshalError')
    }
    t.equal(run.last(), 'fine')
  })

  t.test(`lambda() L7: reports an answer that is too large on ${engine}`, async (t) => {
    const run = await lambdaRun(t, 'return function(event) if event == 1 then return ("x"):rep(6291557) end return "fine" end', {
      engine,
      invocations: [{ event: 1 }, { event: 2 }],
      answer: ({ body }) => (body.length > 6_291_556 ? { status: 413, body: '{"errorType":"RequestEntityTooLarge"}' } : undefined),
    })
    t.equal(run.posts[0]!.body.length, 6_291_559)
    t.match(run.posts[1]!.path, /request-1\/error$/)
    t.equal(run.posts[1]!.headers['lambda-runtime-function-error-type'], 'Function.ResponseSizeTooLarge')
    t.equal(run.last(), 'fine')
  })

  t.test(`lambda() L8: goes on when an attempt is over or an answer is refused on ${engine}`, async (t) => {
    const statuses = [410, 403, 400, 202]
    const run = await lambdaRun(t, 'return function(event) if event == 3 then error("x") end return event end', {
      engine,
      invocations: [1, 2, 3, 4].map((event) => ({ event })),
      answer: (_, count) => ({ status: statuses[count - 1]!, body: '{"errorType":"InvokeTimeout"}' }),
    })
    t.equal(run.posts.length, 4)
    t.equal(run.lines.filter((line) => line.includes('Runtime API refused an answer with status')).length, 3)
    t.match(run.error, { name: 'RuntimeApiError', status: 410 })
  })

  t.test(`lambda() L9: ends when no event can come any more on ${engine}`, async (t) => {
    for (const status of [403, 500]) {
      const run = await lambdaRun(t, 'return function() end', { engine, end: status })
      t.match(run.error, { name: 'RuntimeApiError', status, message: new RegExp(`^Runtime API answered ${status} to GET `) })
      t.equal(run.asked, 1)
    }
    const run = await lambdaRun(t, 'return function() end', { engine, invocations: [{ event: 1 }], answer: () => ({ status: 500 }) })
    t.match(run.error, { name: 'RuntimeApiError', status: 500, message: /^Runtime API answered 500 to an answer: / })
  })

  t.test(`lambda() L10: stops a handler before its deadline and serves the next on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `local time = require "time"
return function(event)
  if event == "busy" then while true do pcall(error) end elseif event == "asleep" then time.sleep(60) end
  return "fine"
end`, { engine, invocations: [{ event: 'busy', timeoutMs: 200 }, { event: 'asleep', timeoutMs: 200 }, { event: 'fine' }], environment: { lua_deadline_margin: '120ms' } })
    const [busy, asleep, fine] = run.posts
    for (const post of [busy!, asleep!]) {
      t.match(post.path, /\/error$/)
      t.match(json(post.body), { errorType: 'Runtime.DeadlineError', errorMessage: /function timeout exceeded/ })
    }
    t.ok(fine!.endMs - busy!.endMs < 2000)
    t.equal(run.last(), 'fine')
  })

  t.test(`lambda() L11: echoes the id of the attempt where there is one on ${engine}`, async (t) => {
    const run = await lambdaRun(t, 'return function(event) if event then error("x") end end', {
      engine,
      invocations: [
        { event: true, headers: { 'Lambda-Runtime-Invocation-Id': 'attempt-1' } },
        { event: false, headers: { 'Lambda-Runtime-Invocation-Id': 'attempt-2' } },
        { event: false },
        { event: false, headers: { 'Lambda-Runtime-Invocation-Id': '' } },
      ],
    })
    t.same(run.posts.map(({ headers }) => headers['lambda-runtime-invocation-id']), ['attempt-1', 'attempt-2', undefined, undefined])
  })

  t.test(`lambda() L14: runs as many invocations at a time as the platform asks for on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `local time = require "time"
return function(event, context)
  time.sleep(0.3)
  return { event, context.request_id, os.getenv("_X_AMZN_TRACE_ID") }
end`, {
      engine,
      environment: { AWS_LAMBDA_MAX_CONCURRENCY: '4' },
      together: 4,
      invocations: [1, 2, 3, 4].map((event) => ({ event, headers: { 'Lambda-Runtime-Trace-Id': `trace-${event}` } })),
    })
    t.equal(run.mostWaiting, 4)
    t.equal(new Set(run.posts.map(({ socket }) => socket)).size, 4)
    const ends = run.posts.map(({ endMs }) => endMs)
    t.ok(Math.max(...ends) - Math.min(...ends) < 300, 'they ran together')
    t.same(run.posts.map(({ body }) => json(body)).sort(), [1, 2, 3, 4].map((n) => [n, `request-${n}`, `trace-${n}`]))
  })

  t.test(`lambda() L16: reports errors beyond ASCII safely on ${engine}`, async (t) => {
    const run = await lambdaRun(t, 'return function() error("❄ \\255 \\n é", 0) end', { engine, invocations: [{ event: 1 }] })
    t.equal((run.last() as { errorMessage: string }).errorMessage, '❄ \ufffd \n é')
    const { headers } = run.posts[0]!
    t.match(headers['lambda-runtime-function-xray-error-cause'], /"message":"\\u2744 /)
    t.equal(headers['lambda-runtime-function-error-type'], 'Runtime.HandlerError')
  })

  t.test(`lambda() reports an invocation that it can't read on ${engine}`, async (t) => {
    const run = await lambdaRun(t, 'return function() return "fine" end', {
      engine,
      invocations: [
        { event: 1, headers: { 'Lambda-Runtime-Client-Context': '{"custom' } },
        { event: 1, text: '{"a":' },
        { event: 1 },
      ],
    })
    t.same(run.posts.map(({ path }) => path.split('/').at(-1)), ['error', 'error', 'response'])
    t.match(json(run.posts[0]!.body), { errorType: 'Runtime.UnmarshalError', errorMessage: /^Cannot read header lambda-runtime-client-context: / })
    t.match(json(run.posts[1]!.body), { errorType: 'Runtime.UnmarshalError', errorMessage: /^The event is not JSON: / })
  })

  t.test(`lambda() answers with what a handler wrote on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `return function(event, context)
  if event == 2 then context:header("Content-Type", "application/json") end
  context:write('{"a":')
  context:write("1}")
  if event == 3 then error("late") end
end`, { engine, invocations: [1, 2, 3].map((event) => ({ event })) })
    t.same(run.posts.map(({ body }) => json(body)).slice(0, 2), ['{"a":1}', { a: 1 }])
    t.match(run.posts[2]!.path, /\/error$/)
  })
}

t.test('lambda() L7: takes a connection that breaks under a large answer for its refusal', async (t) => {
  const run = await lambdaRun(t, 'return function(event) if event == 1 then return ("x"):rep(8000000) end return "fine" end', {
    invocations: [{ event: 1 }, { event: 2 }],
    longestPost: 1_000_000,
  })
  t.match(run.posts[0]!.path, /request-1\/error$/)
  t.equal(run.posts[0]!.headers['lambda-runtime-function-error-type'], 'Function.ResponseSizeTooLarge')
  t.equal(run.last(), 'fine')
})

t.test('lambda() refuses a concurrency that is no number', async (t) => {
  await t.rejects(lambdaRun(t, 'return function() end', { environment: { AWS_LAMBDA_MAX_CONCURRENCY: 'many' } }), { name: 'ConfigError', message: /AWS_LAMBDA_MAX_CONCURRENCY="many"/ })
})
