import type { IService } from 'kubernetes-models/v1/Service'
import type { DeployedFunction } from './deployed-function.ts'
import { functionLabel, metadataOf } from './metadata.ts'

/** Where the function answers in the cluster: `http://NAME.NAMESPACE:8080`, as OpenFaaS has it. */
export const service = (fn: DeployedFunction, namespace: string | undefined): IService => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(fn, namespace),
  spec: { type: 'ClusterIP', selector: { [functionLabel]: fn.name }, ports: [{ name: 'http', port: 8_080, targetPort: 'http' }] },
})
