import t from 'tap'
import { isRoutineLine, readHostLine } from '../../../src/functions/host-line.ts'

t.test('readHostLine() knows the host\'s news from everything else', async t => {
  const cases: readonly (readonly [line: string, news: ReturnType<typeof readHostLine>])[] = [
    ['2026/11/23 08:41:25 Listening on port: 34567', { port: 34567 }],
    ['2026/11/23 08:41:25 Metrics listening on port: 8081', { metricsPort: 8081 }],
    ['2026/11/23 08:41:25 Writing lock-file to: /tmp/x/.lock', 'ready'],
    ['{"time":"2026-11-23T08:41:25.000Z","level":"info","source":"host","message":"Listening on port: 7"}', { port: 7 }],
    ['{"source":"host","message":"Writing lock-file to: /tmp/.lock"}', 'ready'],
    ['2026/11/23 08:41:25 stderr: Listening on port: 1', undefined],
    ['Listening on port: 1', undefined],
    ['2026/11/23 08:41:25 Listening on port: http', undefined],
    ['{"source":"stderr","message":"Listening on port: 7"}', undefined],
    ['{"source":"host"', undefined],
    ['', undefined],
    [`2026/11/23 08:41:25 Writing lock-file to: ${'x'.repeat(2000)}`, undefined],
  ]
  for (const [line, news] of cases) t.same(readHostLine(Buffer.from(line)), news, line.slice(0, 80))
})

t.test('isRoutineLine() knows what every host says, in either format, and nothing else', async t => {
  const date = '2026/11/23 08:41:25'
  for (const text of ['Timeouts: read: 30s write: 30s hard: 30s health: 0s', 'SIGTERM: no new connections in 0s', 'Removing lock-file : /tmp/x', 'No new connections allowed, draining: 2 requests', 'Exiting. Active connections: 0']) {
    t.equal(isRoutineLine(Buffer.from(`${date} ${text}`)), true, text)
    t.equal(isRoutineLine(Buffer.from(JSON.stringify({ source: 'host', message: text }))), true, text)
    t.equal(isRoutineLine(Buffer.from(`${date} stderr: ${text}`)), false, 'a function said it')
    t.equal(isRoutineLine(Buffer.from(text)), false)
  }
  for (const text of ['Loaded /x/handler.lua with Lua 5.3 (fengari) in 3 ms', 'GET / - 200 OK - ContentLength: 2B (0.0010s)', '']) t.equal(isRoutineLine(Buffer.from(`${date} ${text}`)), false, text)
})
