import t from 'tap'
import { contractRows } from './support/contract-rows.ts'
import { hostSubject } from './support/host-subject.ts'
import { runRows } from './support/run-rows.ts'

t.test('the function host keeps the watchdog contract', async (t) => {
  await runRows(t, contractRows, hostSubject, { as: 'host', jobs: 4 })
})

t.test('every fault of of-watchdog has its row', async (t) => {
  const faults = contractRows.flatMap(({ watchdog }) => (watchdog === 'same' ? [] : watchdog.fault ?? []))
  t.strictSame([...new Set(faults)].toSorted((a, b) => a - b), Array.from({ length: 12 }, (_, n) => n + 1))
})

t.test('no two rows have the same name', async (t) => {
  t.equal(new Set(contractRows.map(({ name }) => name)).size, contractRows.length)
})
