import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import { container } from './container.ts'
import type { DeployedFunction } from './deployed-function.ts'
import { functionLabel, metadataOf, scrapeAnnotations } from './metadata.ts'

// As OpenFaaS with `setNonRootUser`: no user that the image or a node knows.
const nobody = 12_000

// For the handler's `shutdown` and the end of the process, after the last request.
const lastSeconds = 5

/** Seconds from SIGTERM to the end of the slowest request that is still answered, and of the process. */
export const graceSeconds = ({ settings: { healthcheckIntervalMs, writeTimeoutMs } }: DeployedFunction): number =>
  Math.ceil((healthcheckIntervalMs + writeTimeoutMs) / 1_000) + lastSeconds

const nodeSelectorOf = ({ constraints }: DeployedFunction) =>
  constraints.length === 0 ? {} : { nodeSelector: Object.fromEntries(constraints.map(text => text.split(/==?/, 2))) }

const volumesOf = ({ secrets }: DeployedFunction) => [
  { name: 'tmp', emptyDir: {} },
  ...(secrets.length === 0 ? [] : [{ name: 'secrets', projected: { sources: secrets.map(name => ({ secret: { name } })) } }]),
]

/** Keeps the function's Pods running. `replicas` is left out where something else decides how many there are. */
export const deployment = (fn: DeployedFunction, namespace: string | undefined, replicas: number | undefined): IDeployment => {
  const metadata = metadataOf(fn, namespace)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { [functionLabel]: fn.name } },
      // A new Pod first, then an old one may go.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: metadata.labels, annotations: scrapeAnnotations(fn) },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: graceSeconds(fn),
          securityContext: { runAsNonRoot: true, runAsUser: nobody, runAsGroup: nobody, seccompProfile: { type: 'RuntimeDefault' } },
          ...nodeSelectorOf(fn),
          containers: [container(fn)],
          volumes: volumesOf(fn),
        },
      },
    },
  }
}
