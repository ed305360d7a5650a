import t from 'tap'
import { drain, type Drainable } from '../../template/lua-ts/host/drain.ts'
import { lifecycle } from '../../template/lua-ts/host/lifecycle.ts'

/** A platform of `inFlight` calls that keeps what was asked of it, in order, with the phase. */
const recorded = (tmpDir: string, inFlight: number, endOnIdle: boolean) => {
  const steps: string[] = []
  const log = { host: (text: string) => void steps.push(text.replace(tmpDir, 'TMP')) }
  const life = lifecycle({ tmpDir, suppressLock: false, log })
  const platform: Drainable & { inFlight: number } = {
    inFlight,
    get connections() {
      return this.inFlight
    },
    closeListener: () => void steps.push(`close listener, ${life.phase}`),
    closeIdle() {
      if (endOnIdle && steps.at(-1) === 'close idle') this.inFlight = 0
      if (steps.at(-1) !== 'close idle') steps.push('close idle')
    },
    sever(reason) {
      steps.push(`sever: ${reason}`)
      this.inFlight = 0
    },
  }
  life.ready()
  return { steps, life, options: { platform, lifecycle: life, log, healthcheckIntervalMs: 20, writeTimeoutMs: 60_000 } }
}

t.test('drain() goes through of-watchdog’s steps in order, and is true when every call could end', async (t) => {
  const { steps, life, options } = recorded(t.testdir(), 2, true)
  const startMs = performance.now()
  t.equal(await drain(options), true)
  t.ok(performance.now() - startMs >= 19)
  t.same(steps, [
    'Writing lock-file to: TMP/.lock',
    'SIGTERM: no new connections in 20ms',
    'Removing lock-file : TMP/.lock',
    'No new connections allowed, draining: 2 requests',
    'close listener, draining',
    'close idle',
    'Exiting. Active connections: 0',
  ])
  t.equal(life.phase, 'stopped')
})

t.test('drain() cuts what is left, says so and is false when write_timeout has passed', async (t) => {
  const { steps, options } = recorded(t.testdir(), 3, false)
  t.equal(await drain({ ...options, healthcheckIntervalMs: 0, writeTimeoutMs: 50 }), false)
  t.same(steps.slice(-3), [
    'write_timeout of 50ms exceeded while draining: cutting 3 requests',
    'sever: write_timeout of 50ms exceeded while draining',
    'Exiting. Active connections: 0',
  ])
})

t.test('drain() goes on at once when healthcheck_interval is 0 and nothing runs', async (t) => {
  const { steps, options } = recorded(t.testdir(), 0, false)
  t.equal(await drain({ ...options, healthcheckIntervalMs: 0 }), true)
  t.equal(steps[1], 'SIGTERM: no new connections in 0s')
})
