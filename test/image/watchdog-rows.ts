// Started by watchdog.test.ts, in a network of its own.
import t from 'tap'
import { contractRows } from '../contract/support/contract-rows.ts'
import { runRows } from '../contract/support/run-rows.ts'
import { watchdogContainerSubject } from './container-subject.ts'
import { given } from './own-network.ts'

// Where the two differ, the answer is that of whoever is in front or behind, as the case may be.
const differing = [
  // Both log it, so which line is first is up to chance.
  /^SIGTERM drains in order/,
  /^healthcheck_interval=.* shows as /,
  // One must prefix and the other not, whatever the setting says.
  /stays as it is without prefix_logs$/,
]
const rows = contractRows.filter(({ name, watchdog }) => watchdog === 'same' && !differing.some((pattern) => pattern.test(name)))
t.setTimeout(600_000)
await runRows(t, rows, watchdogContainerSubject(given().image), { as: 'of-watchdog', jobs: 1 })
