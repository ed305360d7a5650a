import t from 'tap'
import { readHostLine } from '../../../src/functions/host-line.ts'

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
