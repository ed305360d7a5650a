import type { Row } from './row.ts'
import { faultRows } from './rows/fault-rows.ts'
import { probeRows } from './rows/probe-rows.ts'
import { limitRows } from './rows/limit-rows.ts'
import { logRows } from './rows/log-rows.ts'
import { metricRows } from './rows/metric-rows.ts'
import { requestRows } from './rows/request-rows.ts'
import { responseRows } from './rows/response-rows.ts'
import { shutdownRows } from './rows/shutdown-rows.ts'
import { startRows } from './rows/start-rows.ts'

/** The watchdog contract, whole. */
export const contractRows: readonly Row[] = [
  ...probeRows,
  ...requestRows,
  ...responseRows,
  ...limitRows,
  ...logRows,
  ...metricRows,
  ...shutdownRows,
  ...startRows,
  ...faultRows,
]
