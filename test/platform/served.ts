import type { Test } from 'tap'
import type { Invoke } from '../../template/lua-ts/host/call.ts'
import { lifecycle } from '../../template/lua-ts/host/lifecycle.ts'
import type { AccessLine, Log } from '../../template/lua-ts/host/log.ts'
import { metrics } from '../../template/lua-ts/host/metrics.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { openfaas } from '../../template/lua-ts/platform/openfaas.ts'

/** Answers with what the request was, one fact a line, and its body. */
export const echo: Invoke = async ({ event, reply }) => {
  const pieces: Uint8Array[] = []
  for (let piece = await event.body.read(); piece !== undefined; piece = await event.body.read()) pieces.push(piece)
  const head = `${event.method} ${event.path} ?${event.query} ${event.body.length}\n`
  reply.send(200, ['Content-Type', 'text/plain'], Buffer.concat([Buffer.from(head), ...pieces]))
}

/** Waits until `holds`, and fails with `what` when that takes too long. */
export const eventually = async (what: string, holds: () => boolean): Promise<void> => {
  const endMs = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`Waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The whole platform on free ports around `invoke`, closed when the test ends; `env` holds settings. */
export const served = async (t: Test, invoke: Invoke, env: Record<string, string> = {}) => {
  const tmpDir = t.testdir()
  const settings = readSettings({ port: '0', metrics_port: '0', TMPDIR: tmpDir, healthcheck_interval: '0', ...env })
  const lines: string[] = []
  const access: AccessLine[] = []
  const log: Log = {
    host: (text) => void lines.push(text),
    output: () => {},
    record: () => {},
    access: (line) => void access.push(line),
    flush: () => {},
  }
  const counts = metrics()
  const life = lifecycle({ ...settings, log })
  const platform = openfaas({ settings, invoke, lifecycle: life, log, metrics: counts })
  const ports = await platform.start()
  t.teardown(() => platform.close())
  return { ...ports, tmpDir, lines, access, metrics: counts, lifecycle: life, platform }
}
