import { formatDuration } from '../../template/lua-ts/host/format-duration.ts'
import type { DeployedFunction } from './deployed-function.ts'

// OpenFaaS Standard and Enterprise set terminationGracePeriodSeconds to this more than write_timeout of stack.yml;
// without one, it is Kubernetes' default.
const afterWriteTimeoutMs = 2_000
const kubernetesDefaultMs = 30_000

/** What to say when OpenFaaS would end a Pod before its slowest request is answered; undefined when all fits. */
export const graceWarning = ({ name, environment, settings }: DeployedFunction): string | undefined => {
  const { healthcheckIntervalMs, execTimeoutMs, writeTimeoutMs } = settings
  const graceMs = environment['write_timeout'] ? writeTimeoutMs + afterWriteTimeoutMs : kubernetesDefaultMs
  const slowestMs = execTimeoutMs === 0 ? writeTimeoutMs : Math.min(execTimeoutMs, writeTimeoutMs)
  const neededMs = healthcheckIntervalMs + slowestMs
  if (neededMs <= graceMs) return undefined
  return `${name}: A Pod that ends may need ${formatDuration(neededMs)} (healthcheck_interval, then the slowest request), but OpenFaaS kills it after ${formatDuration(graceMs)}: lower healthcheck_interval or exec_timeout, or raise write_timeout`
}
