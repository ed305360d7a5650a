import { ConfigError } from '../../template/lua-ts/host/errors.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { isServiceName } from '../function-name.ts'
import { readStackFunction } from '../stack/stack-function.ts'
import type { StackContext } from '../stack/stack-function.ts'
import { isMapping, readText, readTextMapping, readTexts } from '../stack/yaml-values.ts'
import { imageEnvironment } from './image-environment.ts'

type Texts = Readonly<Record<string, string>>

/** A share of a machine, in Kubernetes' quantities (`250m`, `128Mi`). */
export interface Resources {
  readonly cpu?: string
  readonly memory?: string
}

/** A function of stack.yml as a cluster runs it. */
export interface DeployedFunction {
  readonly name: string
  readonly image: string
  readonly namespace: string | undefined
  readonly environment: Texts
  readonly secrets: readonly string[]
  readonly labels: Texts
  readonly annotations: Texts
  readonly constraints: readonly string[]
  readonly limits: Resources
  readonly requests: Resources
  readonly readOnlyRoot: boolean
  /** What the host in its image reads from all this. */
  readonly settings: Settings
  /** Replicas, from the labels `com.openfaas.scale.min` and `.max`; the defaults are OpenFaaS's. */
  readonly replicas: { readonly min: number; readonly max: number }
}

const readHostSettings = (environment: Texts, { place, complain }: StackContext): Settings => {
  try {
    return readSettings({ ...imageEnvironment, ...environment })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [, ...mistakes] = error.message.split('\n  ')
    for (const mistake of mistakes) complain(`${place}.environment`, mistake)
    return readSettings({})
  }
}

const readResources = (value: unknown, place: string, { complain }: StackContext): Resources => {
  const resources = readTextMapping(value, place, complain)
  for (const [name, quantity] of Object.entries(resources)) {
    if (name !== 'cpu' && name !== 'memory') complain(`${place}.${name}`, 'Unknown: there are cpu and memory')
    else if (!/^\d+(\.\d+)?(m|k|[MGTP]|[KMGTP]i)?$/.test(quantity)) complain(`${place}.${name}`, `Bad quantity "${quantity}": write it as Kubernetes does, as in "250m" or "128Mi"`)
  }
  return resources
}

const readReplicas = (labels: Texts, { place, complain }: StackContext): DeployedFunction['replicas'] => {
  const read = (end: 'min' | 'max', fallback: number): number => {
    const label = `com.openfaas.scale.${end}`
    const text = labels[label]
    if (text === undefined || /^[1-9]\d{0,4}$/.test(text)) return Number(text ?? fallback)
    complain(`${place}.labels`, `Bad ${label} "${text}": write a number above 0`)
    return fallback
  }
  const [min, max] = [read('min', 1), read('max', 20)]
  if (min > max) complain(`${place}.labels`, `com.openfaas.scale.min is ${min}, more than com.openfaas.scale.max, which is ${max}: raise the latter`)
  return { min, max }
}

const readConstraints = (value: unknown, { place, complain }: StackContext): readonly string[] => {
  const constraints = readTexts(value, `${place}.constraints`, complain)
  for (const text of constraints) {
    if (!/^[^=\s]+={1,2}[^=\s]+$/.test(text)) complain(`${place}.constraints`, `Bad constraint "${text}": write a label of nodes and its value, as in "kubernetes.io/arch=amd64"`)
  }
  return constraints
}

const checkNames = (name: string, secrets: readonly string[], { place, complain }: StackContext): void => {
  if (!isServiceName(name)) complain(place, `Bad name "${name}" for Kubernetes: use lower-case letters, digits and "-", a letter first, 63 characters at most`)
  for (const secret of secrets) {
    if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(secret)) complain(`${place}.secrets`, `Bad name "${secret}" for Kubernetes: use lower-case letters, digits, "-" and "."`)
  }
}

/** Checks one entry of `functions` in stack.yml for a cluster and completes it; complains about all that is wrong with it. */
export const readDeployedFunction = (name: string, value: unknown, context: StackContext): DeployedFunction => {
  const { place, complain } = context
  const { image, environment, secrets, labels, annotations, namespace } = readStackFunction(name, value, { ...context, secretsElsewhere: true })
  const entry = isMapping(value) ? value : {}
  checkNames(name, secrets, context)
  if (image === undefined) complain(`${place}.image`, 'Missing: name the image that faas-cli push puts into a registry')
  const readOnly = readText(entry.readonly_root_filesystem, `${place}.readonly_root_filesystem`, complain) ?? 'true'
  if (!/^(true|false)$/.test(readOnly)) complain(`${place}.readonly_root_filesystem`, `Must be true or false, not "${readOnly}"`)
  return {
    name,
    image: image ?? '',
    namespace,
    environment,
    secrets,
    labels,
    annotations,
    constraints: readConstraints(entry.constraints, context),
    limits: readResources(entry.limits, `${place}.limits`, context),
    requests: readResources(entry.requests, `${place}.requests`, context),
    readOnlyRoot: readOnly === 'true',
    settings: readHostSettings(environment, context),
    replicas: readReplicas(labels, context),
  }
}
