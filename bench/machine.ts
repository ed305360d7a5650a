import { cpus, release, type } from 'node:os'

/** What the figures hold for: system, processors, Node.js. */
export const machine = (): string => {
  const cores = cpus()
  return `${type()} ${release()}, ${cores.length} x ${cores[0]?.model.trim() ?? 'unknown processor'}, Node.js ${process.version}`
}
