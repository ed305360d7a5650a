import type { Row } from './row.ts'
import { faultRows } from './rows/faults.ts'
import { healthRows } from './rows/health.ts'
import { limitRows } from './rows/limits.ts'
import { logRows } from './rows/logs.ts'
import { metricRows } from './rows/metrics.ts'
import { requestRows } from './rows/requests.ts'
import { responseRows } from './rows/responses.ts'
import { shutdownRows } from './rows/shutdown.ts'
import { startRows } from './rows/start.ts'

/** The watchdog contract, whole. */
export const contractRows: readonly Row[] = [
  ...healthRows,
  ...requestRows,
  ...responseRows,
  ...limitRows,
  ...logRows,
  ...metricRows,
  ...shutdownRows,
  ...startRows,
  ...faultRows,
]
