import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject'
import type { DeployedFunction } from './deployed-function.ts'
import { functionLabel, metadataOf } from './metadata.ts'
import { busyCpuMilli } from './resources.ts'

// Before max_inflight is reached and callers get a 429.
const fullShare = 0.7

const selectorOf = ({ name }: DeployedFunction, namespace: string | undefined): string =>
  namespace === undefined ? `{${functionLabel}="${name}"}` : `{${functionLabel}="${name}",namespace="${namespace}"}`

/**
 * KEDA's autoscaler on the host's own metrics, which it asks Prometheus for: by the cores that the replicas use and,
 * where `max_inflight` bounds them, by the requests that they are answering; whichever wants more replicas.
 */
export const scaledObject = (fn: DeployedFunction, namespace: string | undefined, prometheusUrl: string): IScaledObject => {
  const selector = selectorOf(fn, namespace)
  const trigger = (query: string, threshold: number) => ({ type: 'prometheus', metadata: { serverAddress: prometheusUrl, query, threshold: String(threshold) } })
  const { maxInflight } = fn.settings
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: metadataOf(fn, namespace),
    spec: {
      scaleTargetRef: { name: fn.name },
      minReplicaCount: fn.replicas.min,
      maxReplicaCount: fn.replicas.max,
      triggers: [
        trigger(`sum(rate(process_cpu_seconds_total${selector}[1m]))`, busyCpuMilli(fn) / 1_000),
        ...(maxInflight > 0 ? [trigger(`sum(http_requests_in_flight${selector})`, Math.max(1, Math.floor(maxInflight * fullShare)))] : []),
      ],
    },
  }
}
