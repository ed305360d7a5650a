import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

const headers = ['Content-Type', 'multipart/form-data; boundary="b 1"']
const part = (disposition: string, body: string, more = '') => `--b 1\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${body}\r\n`

for (const engine of engines) {
  t.test(`multipart.parts() names and reads parts with ${engine}`, async (t) => {
    const f = await functionOf(t, `local multipart = require "multipart"
return function(event)
  local out = {}
  for part in multipart.parts(event) do
    if part.name ~= "skipped" then
      out[#out + 1] = { part.name, part.filename or "-", part.content_type or "-", part:text(), tostring(part:read()) }
    end
  end
  return out
end`, { engine })
    const body = [
      part('name="a"', 'one'), part('name="skipped"; filename=x', 'x'.repeat(5000)), part('name="f%22\\"g"; filename="C:\\\\x; y.txt"', '\r\n--b\r\n', 'Content-Type: text/plain\r\n'),
      part("name=t; filename=\"e\"; filename*=UTF-8''%e2%82%ac.txt", ''), '--b 1--\r\n',
    ].join('')
    for (const pieces of [body, [...body.matchAll(/[^]{1,37}/g)].map(([piece]) => piece)]) {
      t.same(JSON.parse((await f.request({ method: 'POST', headers, body: pieces })).body.toString()), [
        ['a', '-', '-', 'one', 'nil'], ['f""g', 'C:\\x; y.txt', 'text/plain', '\r\n--b\r\n', 'nil'], ['t', '€.txt', '-', '', 'nil'],
      ])
    }
  })

  t.test(`multipart answers 400, 413 and 415 by itself with ${engine}`, async (t) => {
    const f = await functionOf(t, `local multipart = require "multipart"
return function(event) for part in multipart.parts(event) do part:text(10) end return "ok" end`, { engine })
    const answers = []
    for (const [type, body] of [
      [headers[1], `${part('name=a', 'x')}--b 1--`], [headers[1], part('name=a', 'x')], ['text/plain', 'x'], ['multipart/form-data', 'x'], [headers[1], `${part('name=a', 'x'.repeat(11))}--b 1--`],
    ] as const) {
      const answer = await f.request({ method: 'POST', headers: ['Content-Type', type!], body })
      answers.push(`${answer.status} ${answer.body.toString().trimEnd()}`)
    }
    t.same(answers, [
      '200 ok', '400 The multipart body breaks off', '415 Expected a multipart body, got text/plain', '400 The Content-Type of the multipart body names no boundary', '413 Part "a" is larger than 10 bytes',
    ])
  })

  t.test(`multipart.encode() makes what parts() reads with ${engine}`, async (t) => {
    const f = await functionOf(t, `local multipart = require "multipart"
return function()
  local body, content_type = multipart.encode { { name = 'a"\\r\\n', body = "1" }, { name = "f", filename = "x.bin", body = "\\0\\255" }, { name = "n", body = 5, content_type = "text/x" } }
  local out = {}
  for _, from in ipairs { body, (function() local sent return function() if not sent then sent = true return body end end end)() } do
    for part in multipart.parts(from, content_type) do out[#out + 1] = { part.name, part.filename or "-", part.content_type or "-", #part:text() } end
  end
  out[#out + 1] = tostring(select(2, pcall(multipart.encode, { { name = "a" } })))
  return out
end`, { engine })
    const parts = [['a"\r\n', '-', '-', 1], ['f', 'x.bin', 'application/octet-stream', 2], ['n', '-', 'text/x', 1]]
    const out = JSON.parse((await f.request()).body.toString())
    t.same(out.slice(0, 6), [...parts, ...parts])
    t.match(out[6], /bad part #1 for 'encode'/)
  })

  t.test(`multipart.parts() streams with flat memory with ${engine}`, async (t) => {
    const f = await functionOf(t, `local multipart = require "multipart"
return function(event)
  local bytes = 0
  for part in multipart.parts(event) do for chunk in part:chunks() do bytes = bytes + #chunk end end
  return tostring(bytes)
end`, { engine })
    const piece = 'x'.repeat(65_536)
    const body = [part('name=a; filename=b', '').slice(0, -2), ...Array.from({ length: 600 }, () => piece), '\r\n--b 1--\r\n']
    const before = process.memoryUsage.rss()
    t.equal((await f.request({ method: 'POST', headers, body })).body.toString(), String(600 * 65_536))
    t.ok(process.memoryUsage.rss() - before < 160 * 2 ** 20)
  })
}
