import type { PlatformRequest } from '../platform-subjects.ts'

/** One request to a handler, and what its client must see wherever the handler runs. */
export interface PlatformRow {
  readonly name: string
  /** What stands in `return function(event, context) … end`. */
  readonly handler: string
  readonly request?: PlatformRequest
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body?: string | Buffer
  /** The function failed: what its client then sees is the platform's. */
  readonly failed?: true
  /** Platforms that differ, and why. */
  readonly gaps?: Readonly<Record<string, string>>
}

const text = { 'content-type': 'text/plain; charset=utf-8' }
const json = { 'content-type': 'application/json' }
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

export const platformRows: readonly PlatformRow[] = [
  { name: 'sends a string as text', handler: 'return "Hello ☃"', status: 200, headers: text, body: 'Hello ☃' },
  { name: 'sends a table as JSON', handler: 'return { n = 1, list = { 1, 2 } }', status: 200, headers: json },
  { name: 'sends nothing as 204', handler: 'return nil', status: 204, body: '' },
  {
    name: 'sends status, headers and body of a table',
    handler: 'return { statusCode = 201, headers = { ["X-One"] = "1", ["X-Many"] = { "a", "b" }, ["Content-Type"] = "text/html" }, body = "<p>" }',
    status: 201, headers: { 'x-one': '1', 'x-many': 'a, b', 'content-type': 'text/html' }, body: '<p>',
  },
  { name: 'sends several cookies', handler: 'return { statusCode = 200, headers = { ["Set-Cookie"] = { "a=1; Path=/", "b=2" } }, body = "x" }', cookies: ['a=1; Path=/', 'b=2'] },
  {
    name: 'sends every byte',
    handler: 'local t = {} for i = 0, 255 do t[#t + 1] = string.char(i) end return { statusCode = 200, headers = { ["Content-Type"] = "application/octet-stream" }, body = table.concat(t) }',
    status: 200, body: everyByte,
  },
  { name: 'decodes a body that is base64', handler: 'return { body = "AP8=", isBase64Encoded = true, headers = { ["Content-Type"] = "image/png" } }', body: Buffer.from([0, 255]) },
  { name: 'takes every byte', handler: 'return { statusCode = 200, headers = { ["Content-Type"] = "image/png" }, body = event.body }', request: { method: 'POST', headers: { 'Content-Type': 'image/png' }, body: everyByte }, body: everyByte },
  { name: 'reads method, path and headers', handler: 'return event.method .. " " .. event.path .. " " .. event.headers["x-a"]', request: { method: 'PUT', path: '/a/b', headers: { 'X-A': 'v' } }, body: 'PUT /a/b v' },
  { name: 'reads the query, the last value and all', handler: 'return event.query.a .. " " .. #event.multiValueQueryStringParameters.a .. " " .. event.query.b', request: { query: 'a=1&a=2&b=x%20y%26' }, body: '2 2 x y&' },
  { name: 'finds parameters in the query', handler: 'return tostring(event.name) .. " " .. tostring(event.other)', request: { query: 'name=Ada' }, body: 'Ada nil' },
  { name: 'finds parameters in a JSON body', handler: 'return event.name .. " " .. event:json().list[1]', request: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"name":"Ada","list":[7]}' }, body: 'Ada 7' },
  { name: 'finds parameters in a form', handler: 'return event.name', request: { method: 'POST', headers: form, body: 'name=Ada+L%C3%B6velace' }, body: 'Ada Lövelace' },
  { name: 'answers 400 to a body that is no JSON', handler: 'return event:json()', request: { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{"a"' }, status: 400, headers: text },
  { name: 'answers with an error that is a reply', handler: 'error({ statusCode = 404, body = { why = "gone" } })', status: 404, headers: json, body: '{"why":"gone"}' },
  { name: 'fails when the handler raises an error', handler: 'error("broken")', failed: true },
  { name: 'fails when the handler returns nil and a message', handler: 'return nil, "no luck"', failed: true },
  { name: 'fails when the handler returns what can\'t be sent', handler: 'return 42', failed: true },
  { name: 'sends what the handler writes', handler: 'context:status(202) context:header("X-A", "1") context:write("one ") context:write("two ") return "three"', status: 202, headers: { 'x-a': '1' }, body: 'one two three' },
  { name: 'sends a body that is a function', handler: 'local n = 0 return { body = function() n = n + 1 if n < 4 then return tostring(n) end end }', status: 200, body: '123' },
  { name: 'reads the body in pieces', handler: 'local n = 0 for piece in event:chunks(1000) do n = n + #piece end return tostring(n)', request: { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x'.repeat(300_000) }, body: '300000' },
  { name: 'shows every field of the event', handler: 'local n = 0 for _ in pairs(event) do n = n + 1 end return tostring(n) .. event.httpMethod', request: { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' }, body: '11POST' },
  { name: 'sends no body to HEAD', handler: 'return "text"', request: { method: 'HEAD' }, status: 200, body: '' },
  { name: 'waits', handler: 'require("time").sleep(0.02) return "waited"', body: 'waited' },
  { name: 'has the function\'s own variables', handler: 'return os.getenv("greeting")', body: 'hello' },
  { name: 'knows a deadline', handler: 'return tostring(context:remaining_ms() > 0 and context.deadline > os.time())', body: 'true' },
]
