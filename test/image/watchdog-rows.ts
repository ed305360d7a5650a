// Started by watchdog.test.ts, in a network of its own.
import t from 'tap'
import { contractRows } from '../contract/support/contract-rows.ts'
import { runRows } from '../contract/support/run-rows.ts'
import { watchdogContainerSubject } from './container-subject.ts'
import { given } from './own-network.ts'

// Where the two differ, the answer is that of whoever is in front or behind, as the case may be.
const differing = [
  // Both log it, so the lines don't come in the order of either.
  'SIGTERM drains in order and loses no call',
  // One must prefix and the other not, whatever the setting says.
  'what the function prints stays as it is without prefix_logs',
]
const rows = contractRows.filter(({ name, watchdog }) => watchdog === 'same' && !differing.includes(name))
t.setTimeout(600_000)
await runRows(t, rows, watchdogContainerSubject(given().image), { as: 'of-watchdog', jobs: 1 })
