import { Counter, Registry } from 'prom-client'
import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

for (const engine of engines) {
  const metricsOf = async (t: { after(fn: () => void): unknown }, body: string) => {
    const registry = new Registry()
    new Counter({ name: 'http_requests_total', help: 'of the host', registers: [registry] })
    const f = await functionOf(t, `local metrics = require "metrics"
local function fail(f, ...) local ok, message = pcall(f, ...) return ok and "no error" or tostring(message) end
return function(event)\n${body}\nend`, { engine, registry })
    const answer = await f.request()
    return { answer: answer.body.toString(), page: await registry.metrics(), lines: f.lines, request: () => f.request() }
  }

  t.test(`metrics stand on the page of the host with ${engine}`, async (t) => {
    const { page } = await metricsOf(t, `
local orders = metrics.counter("orders_total", "Orders taken", { "kind" })
orders:inc(2, { kind = "web" }) orders:inc { kind = "web" } orders:inc(0.5, { kind = 7 })
local plain = metrics.counter("plain_total", "x") plain:inc() plain:inc(2)
local depth = metrics.gauge("queue_depth", "Längste") depth:set(5) depth:inc() depth:dec(2)
local size = metrics.histogram("size_bytes", "Sizes", { "kind" }, { 10, 100 }) size:observe(50, { kind = "a" })
metrics.histogram("took_seconds", "x"):observe(0.02)`)
    for (const line of [
      '# HELP orders_total Orders taken', '# TYPE orders_total counter', 'orders_total{kind="web"} 3', 'orders_total{kind="7"} 0.5', 'plain_total 3',
      '# HELP queue_depth Längste', 'queue_depth 4', 'size_bytes_bucket{le="10",kind="a"} 0', 'size_bytes_bucket{le="100",kind="a"} 1', 'size_bytes_sum{kind="a"} 50', 'took_seconds_bucket{le="0.025"} 1',
    ]) t.ok(page.split('\n').includes(line), `${line}\n${page}`)
  })

  t.test(`metrics give the one that is there when asked again with ${engine}`, async (t) => {
    const f = await metricsOf(t, 'metrics.counter("seen_total", "Seen"):inc() return "ok"')
    await f.request()
    t.equal((await f.request()).body.toString(), 'ok')
  })

  t.test(`metrics refuse what would spoil the page with ${engine}`, async (t) => {
    const { answer } = await metricsOf(t, `
local c = metrics.counter("c_total", "x", { "kind" })
local out = {}
for _, message in ipairs {
  fail(metrics.counter, "http_requests_total", "x"), fail(metrics.gauge, "c_total", "x"), fail(metrics.counter, "c_total", "x", { "other" }),
  fail(metrics.counter, "a b", "x"), fail(metrics.counter, "no_help"), fail(c.inc, c, -1, { kind = "a" }), fail(c.inc, c), fail(c.inc, c, 1, { sort = "a", kind = "b" }),
  fail(c.inc, c, 1, {}), fail(c.inc, 1), fail(metrics.histogram, "h", "x", nil, { 2, 1 }), fail(metrics.counter, "l_total", "x", "kind"), fail(c.inc, c, 0/0, { kind = "a" }),
} do out[#out + 1] = message end
return out`)
    const messages = JSON.parse(answer) as string[]
    const wanted = [
      /"http_requests_total" is a metric of the host; take another name/, /"c_total" is there already, as a counter with labels \{kind\}/, /is there already/,
      /name of letters, digits and "_" expected, got "a b"/, /#2 to 'counter' \(string expected, got no value\)/, /a counter only rises, got -1/, /metric "c_total" needs labels \{kind\}, got no value/,
      /metric "c_total" has the labels \{kind\}, got "sort"/, /got no "kind"/, /write counter:inc\(…\) with a colon/, /list of rising numbers expected/, /list expected, got string/, /a counter only rises, got NaN/,
    ]
    t.equal(messages.length, wanted.length)
    wanted.forEach((pattern, i) => t.match(messages[i], pattern))
  })

  t.test(`metrics leave out labels without end with ${engine}`, async (t) => {
    const { page, lines } = await metricsOf(t, 'local c = metrics.counter("ids_total", "x", { "id" }) for i = 1, 1200 do c:inc(1, { id = i }) end')
    t.equal(page.match(/^ids_total\{/gm)?.length, 1000)
    t.same(lines, ['host: Metric "ids_total" has too many different labels; new ones are left out. Label with kinds, not with ids'])
  })
}
