import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { get, request } from '../request.ts'
import { sends } from '../row.ts'
import type { Row } from '../row.ts'
import { locked } from '../target.ts'
import type { Target } from '../target.ts'
import { until } from '../until.ts'
import { send, wire } from '../wire.ts'

const refused = { status: 405, headers: { allow: undefined }, body: '', complete: true }
const refusedWithLength = { ...refused, headers: { allow: undefined, 'content-length': '0' } }
const down = { status: 503, headers: { 'content-length': '0' }, body: '' }
const ok = {
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '2' },
  body: 'OK',
}

/** Statuses of every probe with every method, in one table. */
const probes = async ({ port }: Target): Promise<Record<string, unknown>> => {
  const seen: Record<string, unknown> = {}
  for (const path of ['/_/health', '/_/ready']) {
    for (const method of ['GET', 'HEAD', 'POST']) {
      const { status, body } = await send(port, request(method, path))
      seen[`${method} ${path}`] = `${status} ${body}`.trim()
    }
  }
  return seen
}

const probed = (health: string, ready: string): Record<string, string> => ({
  'GET /_/health': health,
  'HEAD /_/health': '405',
  'POST /_/health': '405',
  'GET /_/ready': ready,
  'HEAD /_/ready': '405',
  'POST /_/ready': '405',
})

/** Runs `during` while a call of the function is on its way. */
const whileBusy = async <Seen>({ port }: Target, during: () => Promise<Seen>): Promise<Seen> => {
  const line = wire(port)
  line.write(get('/chunks?n=2&ms=1500', { Accept: 'text/event-stream' }))
  await line.answer({ started: true })
  const seen = await during()
  await line.answer()
  line.leave()
  return seen
}

/** `/_/health`, `/_/ready` and the lock file. */
export const probeRows: readonly Row[] = [
  { name: 'GET /_/health says OK when up', steps: sends(get('/_/health')), expect: ok, watchdog: 'same' },
  { name: 'GET /_/health may have a query', steps: sends(get('/_/health?from=probe')), expect: ok, watchdog: 'same' },
  {
    name: 'POST /_/health is refused without Allow',
    steps: sends(request('POST', '/_/health')),
    expect: refusedWithLength,
    watchdog: 'same',
  },
  {
    name: 'HEAD /_/health is refused without a length',
    steps: sends(request('HEAD', '/_/health')),
    expect: { ...refused, headers: { allow: undefined, 'content-length': undefined } },
    watchdog: 'same',
  },
  {
    name: 'GET /_/ready is empty when up',
    steps: sends(get('/_/ready')),
    expect: { status: 200, headers: { 'content-length': '0' }, body: '' },
    watchdog: 'same',
  },
  { name: 'every probe has its status when up', steps: probes, expect: probed('200 OK', '200'), watchdog: 'same' },
  {
    name: 'only the exact paths are probes',
    steps: async ({ port }) => [
      (await send(port, get('/_/health/'))).body,
      (await send(port, get('/_/other'))).body,
      (await send(port, request('POST', '/_/ready/x'))).body,
    ],
    expect: ['no route /_/health/', 'no route /_/other', 'no route /_/ready/x'],
    watchdog: 'same',
  },
  {
    name: 'the lock file is empty and not for others',
    steps: async ({ lockFile }) => ({ text: await readFile(lockFile, 'utf8'), mode: (await stat(lockFile)).mode & 0o777 }),
    expect: { text: '', mode: 0o660 & ~process.umask() },
    watchdog: 'same',
  },
  {
    name: 'a lock file removed by hand makes the probes fail, and only them',
    process: 'own',
    steps: async (target) => {
      await rm(target.lockFile)
      const without = await probes(target)
      const { status } = await send(target.port, get('/hello'))
      await writeFile(target.lockFile, '')
      return { without, status, restored: await send(target.port, get('/_/health')) }
    },
    expect: { without: probed('503', '503'), status: 200, restored: ok },
    watchdog: 'same',
  },
  {
    name: 'the probes fail while it drains, and the function still answers',
    process: 'own',
    settings: { healthcheck_interval: '2s' },
    steps: async (target) => {
      target.signal('SIGTERM')
      await until(() => !locked(target), 1500)
      return {
        locked: locked(target),
        probes: await probes(target),
        health: await send(target.port, get('/_/health')),
        hello: (await send(target.port, get('/hello'))).body,
      }
    },
    expect: { locked: false, probes: probed('503', '503'), health: down, hello: 'hello' },
    watchdog: 'same',
  },
  {
    name: 'ready is 429 while max_inflight calls run, health is not',
    settings: { max_inflight: '1' },
    steps: async (target) => await whileBusy(target, async () => await probes(target)),
    expect: probed('200 OK', '429'),
    watchdog: 'same',
  },
  {
    name: 'the function answers for ready with ready_path',
    settings: { ready_path: '/status?code=207' },
    steps: sends(get('/_/ready')),
    expect: { status: 207, headers: { 'content-type': 'text/plain', 'x-duration-seconds': /^\d+\.\d{6}$/ }, body: 'status 207' },
    watchdog: 'same',
  },
  {
    name: 'other methods are refused with ready_path, too',
    settings: { ready_path: '/status?code=207' },
    steps: sends(request('POST', '/_/ready')),
    expect: refusedWithLength,
    watchdog: 'same',
  },
  {
    name: 'the probe of ready_path is a GET with the headers of the probe',
    settings: { ready_path: '/request/ready' },
    steps: sends(get('/_/ready', { 'X-Probe': 'p1' })),
    expect: { status: 200, body: /^method GET\npath \/request\/ready\n[^]*header x-probe: p1\n/ },
    watchdog: 'same',
  },
  {
    name: 'suppress_lock writes no lock file and stays healthy',
    process: 'starting',
    settings: { suppress_lock: 'true' },
    steps: async (target) => {
      const healthy = await until(async () => (await send(target.port, get('/_/health'))).status === 200, 1500)
      await sleep(100)
      return { healthy, ready: (await send(target.port, get('/_/ready'))).status, locked: locked(target) }
    },
    expect: { healthy: true, ready: 200, locked: false },
    watchdog: { differs: 'without a lock file it is never healthy', expect: { healthy: false, ready: 503, locked: false } },
  },
]
