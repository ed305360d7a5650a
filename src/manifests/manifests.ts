import { stringify } from 'yaml'
import type { DeployedFunction } from './deployed-function.ts'
import { deployment } from './deployment.ts'
import { functionResource } from './function-resource.ts'
import { podAutoscaler } from './pod-autoscaler.ts'
import { scaledObject } from './scaled-object.ts'
import { service } from './service.ts'

/** What decides how many replicas there are: Kubernetes' autoscaler, KEDA, or nobody. */
export type Scaler = 'hpa' | 'keda' | 'none'

/** For whom manifests are made. */
export type ManifestTarget =
  | { readonly format: 'function'; readonly namespace: string | undefined }
  | { readonly format: 'kubernetes'; readonly namespace: string | undefined; readonly scaler: Scaler; readonly prometheusUrl: string }

const openfaasNamespace = 'openfaas-fn'

/** The objects that run one function in a cluster; a namespace of its own, in stack.yml, goes before that of `target`. */
export const manifestsOf = (fn: DeployedFunction, target: ManifestTarget): readonly object[] => {
  const namespace = fn.namespace ?? target.namespace
  if (target.format === 'function') return [functionResource(fn, namespace ?? openfaasNamespace)]
  const { scaler, prometheusUrl } = target
  return [
    deployment(fn, namespace, scaler === 'none' ? fn.replicas.min : undefined),
    service(fn, namespace),
    ...(scaler === 'hpa' ? [podAutoscaler(fn, namespace)] : []),
    ...(scaler === 'keda' ? [scaledObject(fn, namespace, prometheusUrl)] : []),
  ]
}

/** Objects as one YAML stream. Texts that some reader of YAML 1.1 would take for something else are quoted. */
export const manifestText = (objects: readonly object[]): string =>
  objects.map(object => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' })}`).join('')
