import type { DeployedFunction, Resources } from './deployed-function.ts'
import { scrapeAnnotations } from './metadata.ts'
import { requestsOf } from './resources.ts'

/** A function as the operator of OpenFaaS Standard and Enterprise takes it. */
export interface FunctionResource {
  readonly apiVersion: 'openfaas.com/v1'
  readonly kind: 'Function'
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly name: string
    readonly image: string
    readonly environment?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
    readonly limits?: Resources
    readonly requests: Resources
    readonly constraints?: readonly string[]
    readonly secrets?: readonly string[]
    readonly readOnlyRootFilesystem: boolean
  }
}

const unlessEmpty = <Name extends string, Value extends object>(name: Name, value: Value): { [N in Name]?: Value } =>
  Object.keys(value).length === 0 ? {} : ({ [name]: value } as { [N in Name]?: Value })

/**
 * The resource `Function` for a function: as faas-cli generate makes it, and with what this host has to offer besides,
 * where stack.yml leaves it open: readiness by `/_/ready`, metrics, a read-only root and what it asks of a node.
 */
export const functionResource = (fn: DeployedFunction, namespace: string): FunctionResource => ({
  apiVersion: 'openfaas.com/v1',
  kind: 'Function',
  metadata: { name: fn.name, namespace },
  spec: {
    name: fn.name,
    image: fn.image,
    ...unlessEmpty('environment', fn.environment),
    ...unlessEmpty('labels', fn.labels),
    annotations: { 'com.openfaas.ready.http.path': '/_/ready', ...scrapeAnnotations(fn) },
    ...unlessEmpty('limits', fn.limits),
    requests: requestsOf(fn),
    ...unlessEmpty('constraints', fn.constraints),
    ...unlessEmpty('secrets', fn.secrets),
    readOnlyRootFilesystem: fn.readOnlyRoot,
  },
})
