import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdPort } from '../free-port.ts'
import { not } from '../mismatches.ts'
import { get } from '../request.ts'
import { dated, fault } from '../row.ts'
import type { Row } from '../row.ts'
import { locked } from '../target.ts'
import type { Settings, Target } from '../target.ts'
import { until } from '../until.ts'
import { send } from '../wire.ts'
import { watchdogMetricsPort } from '../watchdog-subject.ts'

/** How a process ended that should not have started, and the line that says why. */
const refusal = (reason: RegExp) =>
  async (target: Target): Promise<unknown> => ({ code: await target.exited(1000), reason: await target.line('stderr', reason, 0) })

const refused = (name: string, settings: Settings, reason: RegExp, watchdog: Row['watchdog']): Row => ({
  name,
  settings,
  process: 'starting',
  steps: refusal(reason),
  expect: { code: 1, reason },
  watchdog,
})

const lax = { differs: 'a typo becomes a default', expect: { code: undefined, reason: undefined } } as const

const timeouts = (settings: Settings, shown: string): Row => ({
  name: `the start shows ${shown}`,
  settings,
  process: 'own',
  steps: async (target) => await target.line('stderr', /Timeouts/),
  expect: dated(`Timeouts: ${shown.replaceAll('.', String.raw`\.`)}`),
  watchdog: 'same',
})

const linesRow: Row = {
  name: 'the start names its ports and its lock file',
  steps: async (target) => ({
    port: await target.line('stderr', new RegExp(`Listening on port: ${target.port}$`)),
    lock: (await target.line('stderr', /Writing lock-file to: /))?.endsWith(` Writing lock-file to: ${target.lockFile}`),
    metrics: await target.line('stderr', new RegExp(`Metrics listening on port: ${target.metricsPort}$`)),
  }),
  expect: { port: dated(String.raw`Listening on port: \d+`), lock: true, metrics: dated(String.raw`Metrics listening on port: \d+`) },
  watchdog: 'same',
}

const makesFolder: Row = {
  name: 'the folder of the lock file is made when it is missing',
  process: 'own',
  prepare: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contract-'))
    return { settings: { TMPDIR: join(folder, 'a', 'b') }, undo: async () => await rm(folder, { recursive: true }) }
  },
  steps: async (target) => locked(target),
  expect: true,
  watchdog: 'same',
}

const takenPort: Row = {
  name: 'a taken port ends it with a line that names the port',
  process: 'starting',
  prepare: async () => {
    const { port, release } = await holdPort()
    return { settings: { port: String(port) }, undo: release }
  },
  steps: refusal(/Cannot listen on|address already in use/),
  expect: { code: 1, reason: /[=:]\d{4,5}\b/ },
  watchdog: fault(10, 'a taken port is a success', {
    code: 0,
    reason: /Error ListenAndServe: listen tcp :\d+: bind: address already in use/,
  }),
}

const takenMetricsPort: Row = {
  name: 'a taken metrics port ends it, too',
  process: 'starting',
  prepare: async (ports) => {
    const { port, release } = await holdPort(ports === 'fixed' ? watchdogMetricsPort : 0)
    return { settings: { metrics_port: String(port), contract_hold_metrics_port: 'yes' }, undo: release }
  },
  steps: refusal(/Cannot listen on|address already in use/),
  expect: { code: 1, reason: /[=:]\d{4,5}\b/ },
  watchdog: { differs: 'it panics', expect: { code: 2, reason: /panic: metrics error ListenAndServe/ } },
}

const readyMeansReady: Row = {
  name: 'ready is not said before the function can answer',
  process: 'starting',
  settings: { contract_load_ms: '1500' },
  steps: async ({ port }) => {
    const ready = await until(async () => (await send(port, get('/_/ready'))).status === 200, 15_000)
    const { status, body } = await send(port, get('/hello'))
    return { ready, status, body }
  },
  expect: { ready: true, status: 200, body: 'hello' },
  watchdog: fault(8, 'it is ready before its function listens', { ready: true, status: 500, body: '' }),
}

/** How it starts, and how it refuses to. */
export const startRows: readonly Row[] = [
  linesRow,
  makesFolder,
  timeouts(
    { read_timeout: '5', write_timeout: '5s', exec_timeout: '2', healthcheck_interval: '' },
    'read: 5s write: 5s hard: 2s health: 5s',
  ),
  timeouts(
    { read_timeout: '90', write_timeout: '1.5h', exec_timeout: '300ms', healthcheck_interval: '+5' },
    'read: 1m30s write: 1h30m0s hard: 300ms health: 5s',
  ),
  timeouts({}, 'read: 30s write: 30s hard: 30s health: 30s'),
  {
    name: 'exec_timeout=0 and a max_inflight below 1 are no limits',
    settings: { exec_timeout: '0', max_inflight: '-1' },
    process: 'own',
    steps: async (target) => ({
      hard: await target.line('stderr', / hard: 0s /),
      bodies: (await Promise.all([1, 2, 3].map(async () => await send(target.port, get('/slow?ms=300'))))).map(({ body }) => body),
    }),
    expect: { hard: /Timeouts/, bodies: ['slow', 'slow', 'slow'] },
    watchdog: 'same',
  },
  refused('write_timeout=0 is refused', { write_timeout: '0' }, /write.timeout/i, 'same'),
  refused('log_buffer_size=x is refused', { log_buffer_size: 'x' }, /log_buffer_size/, 'same'),
  refused('exec_timeout=soon is refused', { exec_timeout: 'soon' }, /exec_timeout.*soon/, lax),
  refused('exec_timeout="10 s" is refused', { exec_timeout: '10 s' }, /exec_timeout.*10 s/, lax),
  refused('max_inflight=many is refused', { max_inflight: 'many' }, /max_inflight.*many/, lax),
  {
    ...refused('an unknown mode is refused', { mode: 'afterburn' }, /mode/, 'same'),
    expect: { code: not(0), reason: /mode/ },
  },
  refused(
    'a lock file that can\'t be written is an error',
    { TMPDIR: '/dev/null/lock' },
    /cannot write .*\/dev\/null\/lock/i,
    fault(10, 'it is a success without a word', { code: 0, reason: undefined }),
  ),
  takenPort,
  takenMetricsPort,
  readyMeansReady,
]
