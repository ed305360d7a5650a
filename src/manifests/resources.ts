import type { DeployedFunction, Resources } from './deployed-function.ts'

// Measured under load, pages that processes share counted once; docs/operations.md has the figures.
const baseMemoryMi = 32
const workerMemoryMi = 96
const workerCpuMilli = 100

// A worker computes on one core. Above this share of it, requests wait for each other.
const busyShare = 0.7

const milliOf = (cpu: string): number => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1_000)

/** What the Pod asks for: what stack.yml says, else what the host and its workers need before the function's own data. */
export const requestsOf = ({ requests, limits, settings: { luaWorkers } }: DeployedFunction): Required<Resources> => ({
  cpu: `${luaWorkers * workerCpuMilli}m`,
  memory: `${baseMemoryMi + luaWorkers * workerMemoryMi}Mi`,
  // Kubernetes takes a limit for a request that is missing, and refuses a request above its limit.
  ...limits,
  ...requests,
})

/** CPU of one replica, in thousandths of a core, above which there should be more replicas. */
export const busyCpuMilli = ({ limits, settings: { luaWorkers } }: DeployedFunction): number =>
  Math.round(busyShare * Math.min(luaWorkers * 1_000, limits.cpu === undefined ? Infinity : milliOf(limits.cpu)))
