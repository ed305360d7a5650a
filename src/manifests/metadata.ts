import type { DeployedFunction } from './deployed-function.ts'

/** The label by which OpenFaaS marks what belongs to a function; Prometheus' series of its Pods carry it too. */
export const functionLabel = 'faas_function'

/** What Prometheus looks for before it reads the metrics of a Pod, unless stack.yml decides. */
export const scrapeAnnotations = ({ annotations, settings: { metricsPort } }: DeployedFunction): Record<string, string> => {
  // Prometheus sees "." and "/" of an annotation's name as the same "_".
  const decided = Object.keys(annotations).some(name => /^prometheus\.io[./]scrape$/.test(name))
  return decided ? { ...annotations } : { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(metricsPort), ...annotations }
}

/** Name, labels and namespace of what is made for a function. */
export const metadataOf = ({ name, labels }: DeployedFunction, namespace: string | undefined) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  labels: { ...labels, [functionLabel]: name },
})
