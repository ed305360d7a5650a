import { UsageError } from '../command-error.ts'
import { isServiceName } from '../function-name.ts'
import { readDeployedFunction } from '../manifests/deployed-function.ts'
import { graceWarning } from '../manifests/grace-warning.ts'
import { manifestsOf, manifestText } from '../manifests/manifests.ts'
import type { ManifestTarget, Scaler } from '../manifests/manifests.ts'
import { parseOptions } from '../parse-options.ts'
import { readStackWith } from '../stack/stack.ts'
import type { Terminal } from '../terminal.ts'

export const generateHelp = `Usage: lua-ts generate [OPTION...] [NAME...]

Prints the manifests with which a Kubernetes cluster runs the functions of
stack.yml (or only the named ones), for "kubectl apply -f -".

      --format FORMAT   function: resources "Function", which the operator of
                        OpenFaaS Standard and Enterprise takes (default);
                        kubernetes: Deployment, Service and autoscaler, for a
                        cluster without OpenFaaS
  -n, --namespace NAME  where functions go that name no namespace in stack.yml
                        (default: openfaas-fn; kubernetes: kubectl's current one)
      --scale BY        kubernetes: hpa for its own autoscaler, by CPU (default);
                        keda, by the metrics that Prometheus has; or none
      --prometheus URL  keda: where the cluster's Prometheus answers
  -f, --file FILE       the stack file (default: stack.yml or stack.yaml)
  -h, --help            this text
`

const isScaler = (text: string): text is Scaler => ['hpa', 'keda', 'none'].includes(text)

interface TargetOptions {
  readonly format?: string
  readonly namespace?: string
  readonly scale?: string
  readonly prometheus?: string
}

const readTarget = ({ format = 'function', namespace, scale, prometheus }: TargetOptions): ManifestTarget => {
  if (format !== 'function' && format !== 'kubernetes') throw new UsageError(`--format "${format}": Must be function or kubernetes`)
  if (namespace !== undefined && !isServiceName(namespace)) throw new UsageError(`--namespace "${namespace}": Use lower-case letters, digits and "-"`)
  if (format === 'function' && (scale ?? prometheus) !== undefined) throw new UsageError('--scale and --prometheus are for --format kubernetes: OpenFaaS scales by the labels com.openfaas.scale.*')
  if (format === 'function') return { format, namespace }
  const scaler = scale ?? 'hpa'
  if (!isScaler(scaler)) throw new UsageError(`--scale "${scaler}": Must be hpa, keda or none`)
  if ((scaler === 'keda') !== (prometheus !== undefined)) throw new UsageError(scaler === 'keda' ? 'Name the cluster\'s Prometheus with --prometheus URL' : '--prometheus is for --scale keda')
  if (prometheus !== undefined && !(URL.canParse(prometheus) && /^https?:/.test(prometheus))) throw new UsageError(`--prometheus "${prometheus}": Must be a URL such as "http://prometheus.monitoring:9090"`)
  return { format, namespace, scaler, prometheusUrl: prometheus ?? '' }
}

/** `lua-ts generate`: resolves to the exit status. Throws `UsageError` or `CommandError`. */
export const generateCommand = async ({ args, cwd, env, stdout, stderr }: Terminal): Promise<number> => {
  const { values, positionals: names } = parseOptions(args.slice(1), {
    format: { type: 'string' },
    namespace: { type: 'string', short: 'n' },
    scale: { type: 'string' },
    prometheus: { type: 'string' },
    file: { type: 'string', short: 'f' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.help) {
    stdout.write(generateHelp)
    return 0
  }
  const target = readTarget(values)
  const functions = readStackWith({ file: values.file, names, cwd, env }, readDeployedFunction)
  const warnings = target.format === 'function' ? functions.flatMap(fn => graceWarning(fn) ?? []) : []
  for (const warning of warnings) stderr.write(`${warning}\n`)
  stdout.write(manifestText(functions.flatMap(fn => manifestsOf(fn, target))))
  return 0
}
