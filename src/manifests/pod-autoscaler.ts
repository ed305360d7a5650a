import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import type { DeployedFunction } from './deployed-function.ts'
import { metadataOf } from './metadata.ts'
import { busyCpuMilli } from './resources.ts'

/**
 * Kubernetes' own autoscaler, by the CPU that the metrics-server reports: an amount and no share of the request, since
 * one worker computes on one core, whatever its Pod asked for.
 */
export const podAutoscaler = (fn: DeployedFunction, namespace: string | undefined): IHorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: metadataOf(fn, namespace),
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: fn.name },
    minReplicas: fn.replicas.min,
    maxReplicas: fn.replicas.max,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: `${busyCpuMilli(fn)}m` } } }],
  },
})
