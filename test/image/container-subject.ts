import { chmodSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { get } from '../contract/support/request.ts'
import { lockFolder, target } from '../contract/support/target.ts'
import type { Settings, Subject, Target } from '../contract/support/target.ts'
import { untilReady } from '../contract/support/until-ready.ts'
import { send } from '../contract/support/wire.ts'
import { container } from './container.ts'
import type { Image } from './image-store.ts'

// The contract speaks of a watchdog without settings; the image has some.
const defaults: Settings = { exec_timeout: '30s', read_timeout: '30s', write_timeout: '30s', healthcheck_interval: '30s' }

/** The folders that the container must see to keep its lock file where the test looks for it. */
const sharedFolders = (TMPDIR: string): readonly string[] => {
  if (!TMPDIR.startsWith(tmpdir())) return []
  const there = existsSync(TMPDIR) ? TMPDIR : dirname(dirname(TMPDIR))
  chmodSync(there, 0o777)
  return [there]
}

const launched = async (image: Image, settings: Settings, own: Settings) => {
  const { TMPDIR, remove } = await lockFolder(settings)
  const started = container(image, { env: { ...defaults, ...own, ...settings, TMPDIR }, folders: sharedFolders(TMPDIR) })
  return { started, TMPDIR, remove }
}

const portOf = async (line: Promise<string | undefined>): Promise<number> => Number(/\d+$/.exec((await line) ?? '')?.[0] ?? 0)

const answers = async (port: number, path: string): Promise<boolean> => (await send(port, get(path))).status === 200

/** A container of the template's image, with the contract's handler as its function. */
export const containerSubject = (image: Image): Subject => ({
  name: 'the image',
  launch: async (settings) => {
    const { started, TMPDIR, remove } = await launched(image, settings, { port: '0', metrics_port: '0' })
    const port = await portOf(started.line('stderr', / Listening on port: \d+$/, 20_000))
    const metricsPort = await portOf(started.line('stderr', /Metrics listening on port: \d+$/, port === 0 ? 0 : 5000))
    return target(started, { port, metricsPort, TMPDIR, remove })
  },
  ready: async (running) => await untilReady(running, 'The container', async () => await answers(running.port, '/_/health')),
})

/** A container with of-watchdog in front of the host. Its ports are fixed: only one at a time can run. */
export const watchdogContainerSubject = (image: Image): Subject => ({
  name: 'the image with of-watchdog',
  launch: async (settings): Promise<Target> => {
    const { started, TMPDIR, remove } = await launched(image, settings, {})
    return target(started, { port: Number(settings['port'] ?? 8080), metricsPort: 8081, TMPDIR, remove })
  },
  // The watchdog counts what it is asked, so the host is asked first, directly.
  ready: async (running) =>
    await untilReady(running, 'The container', async () => (await answers(3000, '/hello')) && (await answers(running.port, '/_/health'))),
})
