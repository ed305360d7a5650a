import type { IIoK8sApiCoreV1Container } from 'kubernetes-models/v1/Container'
import type { IIoK8sApiCoreV1Probe } from 'kubernetes-models/v1/Probe'
import type { DeployedFunction } from './deployed-function.ts'
import { requestsOf } from './resources.ts'

const probe = (path: string, periodSeconds: number, failureThreshold: number): IIoK8sApiCoreV1Probe => ({
  httpGet: { path, port: 'http' },
  periodSeconds,
  timeoutSeconds: 1,
  failureThreshold,
})

/**
 * Loading the handler and its `init` may each take `lua_load_timeout`: only then is a silent host a dead one. From
 * then on it is probed as OpenFaaS does.
 */
const probesOf = ({ settings: { luaLoadTimeoutMs } }: DeployedFunction) => {
  const startSeconds = luaLoadTimeoutMs === 0 ? 600 : 5 + Math.ceil((2 * luaLoadTimeoutMs) / 1_000)
  return {
    startupProbe: probe('/_/health', 1, startSeconds),
    livenessProbe: probe('/_/health', 2, 3),
    // A replica at its max_inflight answers 429 here, and gets no more until it answers 200.
    readinessProbe: probe('/_/ready', 2, 2),
  }
}

const environmentOf = ({ name, environment }: DeployedFunction) =>
  Object.entries({ OPENFAAS_NAME: name, ...environment })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([variable, value]) => ({ name: variable, value }))

/** The function's container: probed, with no more rights than it needs, and `/tmp` as the one place to write to. */
export const container = (fn: DeployedFunction): IIoK8sApiCoreV1Container => ({
  name: fn.name,
  image: fn.image,
  ports: [
    { name: 'http', containerPort: fn.settings.port },
    ...(fn.settings.metricsPort === 0 ? [] : [{ name: 'metrics', containerPort: fn.settings.metricsPort }]),
  ],
  env: environmentOf(fn),
  ...probesOf(fn),
  resources: {
    requests: { ...requestsOf(fn) },
    ...(Object.keys(fn.limits).length === 0 ? {} : { limits: { ...fn.limits } }),
  },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: fn.readOnlyRoot, capabilities: { drop: ['ALL'] } },
  volumeMounts: [
    { name: 'tmp', mountPath: fn.settings.tmpDir },
    ...(fn.secrets.length === 0 ? [] : [{ name: 'secrets', mountPath: fn.settings.secretsDir, readOnly: true }]),
  ],
})
