import t from 'tap'
import { contractRows } from './support/contract-rows.ts'
import { isFree } from './support/free-port.ts'
import { runRows } from './support/run-rows.ts'
import { findWatchdog, watchdogMetricsPort, watchdogSubject } from './support/watchdog-subject.ts'

const releases = 'https://github.com/openfaas/of-watchdog/releases'
const binary = findWatchdog(process.env)
const reason = async (): Promise<string | undefined> => {
  if (binary === undefined) {
    return `Install of-watchdog 0.11.6 on PATH, or name it in OF_WATCHDOG, to compare with the real one (${releases})`
  }
  return (await isFree(watchdogMetricsPort)) ? undefined : `Free port ${watchdogMetricsPort}, which of-watchdog takes for its metrics`
}

const skip = await reason()
t.test('of-watchdog keeps the watchdog contract where the rows say so', { skip: skip ?? false, timeout: 300_000 }, async (t) => {
  if (binary !== undefined) await runRows(t, contractRows, watchdogSubject(binary), { as: 'of-watchdog', jobs: 1 })
})
