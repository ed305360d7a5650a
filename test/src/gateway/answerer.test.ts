import type { ServerResponse } from 'node:http'
import t from 'tap'
import { answerer } from '../../../src/gateway/answerer.ts'
import { gatewayMetrics } from '../../../src/gateway/gateway-metrics.ts'
import { systemGuard } from '../../../src/gateway/system-guard.ts'
import { listening } from '../fixtures/listening.ts'
import { standInFunctions } from '../fixtures/stand-in-functions.ts'

t.test('answerer() gives each request to what answers it, and turns what is thrown into a 500', async t => {
  const told = (text: string) => (_req: unknown, res: ServerResponse, called = '', target = ''): void => void res.end(`${text} ${called}${target}`)
  const answer = answerer(
    {
      port: 0,
      functions: standInFunctions({ hello: 1 }),
      metrics: gatewayMetrics(() => []),
      queue: { add: () => true, cancel: () => true, close: async () => 0 },
      system: async (req, res) => {
        if (req.url === '/system/broken') throw new Error('It broke')
        told('system')(req, res)
      },
      guard: systemGuard(undefined),
      servedBy: 'test',
    },
    { call: told('call'), queue: async (...exchange) => told('queue')(...exchange), connect: async () => {} },
    () => 'http://gateway',
  )
  const port = await listening(t, answer)
  const expected: readonly (readonly [path: string, status: number, text: string | RegExp])[] = [
    ['/function/hello/a?b', 200, 'call hello/a?b'],
    ['/async-function/hello', 200, 'queue hello/'],
    ['/system/info', 200, 'system '],
    ['/system/broken', 500, 'It broke\n'],
    ['/healthz', 200, 'OK'],
    ['/', 200, 'http://gateway/function/hello\n'],
    ['/metrics', 200, /http_requests_total\{method="GET",code="500"\} 1/],
    ['/elsewhere', 404, 'Nothing here; the functions are\nhttp://gateway/function/hello\n'],
  ]
  for (const [path, status, text] of expected) {
    const res = await fetch(`http://127.0.0.1:${port}${path}`)
    t.equal(res.status, status, path)
    t.match(await res.text(), text, path)
  }
})
