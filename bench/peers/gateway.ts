import { gateway } from '../../src/gateway/gateway.ts'
import { gatewayMetrics } from '../../src/gateway/gateway-metrics.ts'
import { systemGuard } from '../../src/gateway/system-guard.ts'
import { ui } from '../../src/gateway/ui.ts'
import { functionLog } from '../../src/functions/function-log.ts'

const [upstream, port] = process.argv.slice(2)
const fn = { name: 'hello', fn: { annotations: {} }, metricsPorts: () => [], lease: () => ({ port: Number(upstream), release: () => {} }) }
const functions = { all: () => [fn], find: () => fn }
await gateway({
  port: Number(port),
  functions,
  metrics: gatewayMetrics(() => []),
  queue: { add: () => false, cancel: () => false, close: async () => 0 },
  system: async () => {},
  guard: systemGuard(undefined),
  ui: ui({ functions: () => [], log: functionLog(), gatewayUrl: () => '' }),
  servedBy: 'lua-ts/bench',
})
