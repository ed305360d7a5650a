import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), lines[i + 1]!]] : [])))

const origin = ['Origin', 'https://app.example']
const preflight = { method: 'OPTIONS', headers: [...origin, 'Access-Control-Request-Method', 'PUT', 'Access-Control-Request-Headers', 'x-a'] }

for (const engine of engines) {
  const handler = (t: { after(fn: () => void): unknown }, options: string) =>
    functionOf(t, `return require("cors").wrap(function(event) return "from " .. event.method end, ${options})`, { engine })

  t.test(`cors.wrap() answers preflights and marks answers with ${engine}`, async (t) => {
    const f = await handler(t, '{ origins = { "https://app.example" }, credentials = true, expose = { "X-Total", "X-Page" }, methods = { "GET", "PUT" }, max_age = 60 }')
    const answer = await f.request(preflight)
    t.equal(answer.status, 204)
    t.match(headersOf(answer.headers), {
      'access-control-allow-origin': 'https://app.example', 'access-control-allow-credentials': 'true', 'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'x-a', 'access-control-max-age': '60', vary: /^Origin, /,
    })
    const plain = await f.request({ headers: origin })
    t.equal(plain.body.toString(), 'from GET')
    t.match(headersOf(plain.headers), { 'access-control-allow-origin': 'https://app.example', 'access-control-expose-headers': 'X-Total, X-Page', vary: 'Origin' })
    t.equal((await f.request({ method: 'OPTIONS' })).body.toString(), 'from OPTIONS', 'an OPTIONS that is no preflight is the handler\'s')
  })

  t.test(`cors gives other origins nothing with ${engine}`, async (t) => {
    for (const options of ['{ origins = "https://b.example" }', '{ origins = function(o) return o:match("%.test$") end }', '{ origins = {} }']) {
      const f = await handler(t, options)
      for (const request of [preflight, { headers: origin }]) {
        const headers = headersOf((await f.request(request)).headers)
        t.same(Object.keys(headers).filter((name) => name.startsWith('access-control-')), [], options)
        t.match(headers.vary, /^Origin/)
      }
    }
    const f = await handler(t, '{ origins = function(o) return o:match("%.example$") end }')
    t.equal(headersOf((await f.request({ headers: origin })).headers)['access-control-allow-origin'], 'https://app.example')
  })

  t.test(`cors allows every origin unless told otherwise with ${engine}`, async (t) => {
    const f = await handler(t, 'nil')
    const headers = headersOf((await f.request({ headers: origin })).headers)
    t.equal(headers['access-control-allow-origin'], '*')
    t.equal(headers.vary, undefined)
    t.match(headersOf((await f.request(preflight)).headers)['access-control-allow-methods'], 'DELETE')
  })

  t.test(`cors refuses dangerous and misspelt options with ${engine}`, async (t) => {
    await t.rejects(handler(t, '{ credentials = true }'), /credentials with any origin would let every page act as its visitor/)
    await t.rejects(handler(t, '{ origin = "*" }'), /no option 'origin' for cors/)
    await t.rejects(handler(t, '"*"'), /table of options expected, got string/)
  })
}
