import { setTimeout as sleep } from 'node:timers/promises'
import { between, oneOf } from '../mismatches.ts'
import { get } from '../request.ts'
import { fault } from '../row.ts'
import type { Row } from '../row.ts'
import { locked } from '../target.ts'
import type { Target } from '../target.ts'
import { until } from '../until.ts'
import { send, wire } from '../wire.ts'

const drainLines = [
  /SIGTERM: no new connections in /,
  /Removing lock-file : .*\/\.lock$/,
  /No new connections allowed, draining: \d+ requests$/,
  /Exiting\. Active connections: \d+$/,
]

/** The lines of the drain in the order of their appearance, without date and folder. */
const drained = ({ stderr }: Target): readonly string[] =>
  stderr
    .split('\n')
    .filter((line) => drainLines.some((pattern) => pattern.test(line)))
    .map((line) => line.slice(20).replace(/: \/.*\/\.lock$/, ': .lock'))

const drainsInOrder: Row = {
  name: 'SIGTERM drains in order and loses no call',
  process: 'own',
  settings: { healthcheck_interval: '1s', write_timeout: '5s' },
  steps: async (target) => {
    const idle = wire(target.port)
    idle.write(get('/hello'))
    await idle.answer()
    const running = send(target.port, get('/slow?ms=2500'))
    await sleep(300)
    const signalledMs = performance.now()
    target.signal('SIGTERM')
    await until(() => !locked(target), 900)
    const during = await send(target.port, get('/hello'))
    const health = (await send(target.port, get('/_/health'))).status
    target.signal('SIGTERM')
    await sleep(Math.max(0, 1600 - (performance.now() - signalledMs)))
    const idleClosed = await idle.closes(300)
    const after = (await send(target.port, get('/hello'))).status
    const last = await running
    const code = await target.exited(5000)
    return {
      during: { status: during.status, connection: during.headers['connection'] },
      health,
      idleClosed,
      after,
      last: `${last.status} ${last.body}`,
      code,
      afterMs: performance.now() - signalledMs,
      lines: drained(target),
    }
  },
  expect: {
    during: { status: 200, connection: oneOf(undefined, 'keep-alive') },
    health: 503,
    idleClosed: true,
    after: 0,
    last: '200 slow',
    code: 0,
    afterMs: between(2000, 4500),
    lines: [
      'SIGTERM: no new connections in 1s',
      'Removing lock-file : .lock',
      'No new connections allowed, draining: 1 requests',
      'Exiting. Active connections: 0',
    ],
  },
  watchdog: 'same',
}

const cutsAtWriteTimeout: Row = {
  name: 'a call beyond write_timeout does not hold up the end',
  process: 'own',
  settings: { healthcheck_interval: '200ms', write_timeout: '1s' },
  steps: async (target) => {
    const running = send(target.port, get('/slow?ms=9000'))
    await sleep(200)
    const signalledMs = performance.now()
    target.signal('SIGTERM')
    const ended = (await target.exited(6000)) !== undefined
    const afterMs = performance.now() - signalledMs
    const { status, complete, closed } = await running
    return { ended, afterMs, status, complete, closed }
  },
  expect: { ended: true, afterMs: between(200, 4000), status: 0, complete: false, closed: true },
  watchdog: 'same',
}

const firstLine = (interval: string, shown: string): Row => ({
  name: `healthcheck_interval=${interval} shows as ${shown}`,
  process: 'own',
  settings: { healthcheck_interval: interval },
  steps: async (target) => {
    target.signal('SIGTERM')
    return await target.line('stderr', /SIGTERM/)
  },
  expect: new RegExp(` SIGTERM: no new connections in ${shown}$`),
  watchdog: 'same',
})

/** What SIGTERM does. */
export const shutdownRows: readonly Row[] = [
  drainsInOrder,
  cutsAtWriteTimeout,
  firstLine('90', '1m30s'),
  firstLine('1500ms', String.raw`1\.5s`),
  {
    name: 'SIGTERM of an idle process ends it with exit code 0',
    process: 'own',
    settings: { healthcheck_interval: '200ms' },
    steps: async (target) => {
      target.signal('SIGTERM')
      return { code: await target.exited(5000), locked: locked(target) }
    },
    expect: { code: 0, locked: false },
    watchdog: 'same',
  },
  {
    name: 'SIGTERM does not end the function under its calls',
    process: 'own',
    settings: { healthcheck_interval: '500ms', contract_mortal: 'yes' },
    steps: async (target) => {
      const running = send(target.port, get('/slow?ms=1500'))
      await sleep(300)
      target.signal('SIGTERM')
      const { status, body } = await running
      return { status, body, code: await target.exited(5000) }
    },
    expect: { status: 200, body: 'slow', code: 0 },
    watchdog: fault(9, 'a function without a handler for SIGTERM dies with its calls', { status: oneOf(0, 500), body: '', code: 1 }),
  },
  {
    name: 'healthcheck_interval=0 ends at once',
    process: 'own',
    settings: { healthcheck_interval: '0' },
    steps: async (target) => {
      target.signal('SIGTERM')
      return await target.exited(3000)
    },
    expect: 0,
    watchdog: fault(10, 'it waits for ever', undefined),
  },
]
