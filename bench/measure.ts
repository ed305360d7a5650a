import { cpuMs } from './cpu-time.ts'
import type { Load } from './load.ts'
import type { Pressure } from './pressure.ts'
import { startServer } from './server.ts'
import type { Subject } from './subjects.ts'
import type { Workload, WorkloadName } from './workloads.ts'

/** One subject under one workload in one round. */
export interface Sample extends Pressure {
  readonly round: number
  readonly workload: WorkloadName
  readonly subject: string
  /** Processor time of all the server's processes for one request, where the system tells. */
  readonly cpuMicrosPerRequest: number | undefined
}

export interface MeasureOptions {
  readonly subjects: readonly Subject[]
  readonly workloads: readonly Workload[]
  readonly load: Load
  readonly rounds: number
  readonly warmUpSeconds: number
  readonly seconds: number
  /** Told before each step. */
  readonly progress: (text: string) => void
}

/** A fresh process each time: what one was lucky or unlucky with stays in its round. */
const sampleOf = async (subject: Subject, workload: Workload, options: MeasureOptions): Promise<Omit<Sample, 'round'>> => {
  const { load, warmUpSeconds, seconds } = options
  const server = await startServer(subject, workload)
  try {
    await load.run(server.port, workload, warmUpSeconds)
    const before = await cpuMs(server.child.pid)
    const pressure = await load.run(server.port, workload, seconds)
    const after = await cpuMs(server.child.pid)
    if (pressure.failures > 0) {
      throw new Error(`Cannot measure "${subject.name}" with "${workload.name}": ${pressure.failures} of its answers failed`)
    }
    const used = before === undefined || after === undefined ? undefined : after - before
    const cpuMicrosPerRequest = used === undefined ? undefined : (used * 1000) / pressure.requests
    return { ...pressure, workload: workload.name, subject: subject.name, cpuMicrosPerRequest }
  } finally {
    await server.stop()
  }
}

/** Measures all subjects one after the other, and all of them again in each round, so that a busy moment hits all. */
export const measure = async (options: MeasureOptions): Promise<readonly Sample[]> => {
  const { subjects, workloads, rounds, progress } = options
  const samples: Sample[] = []
  for (let round = 1; round <= rounds; round++) {
    for (const workload of workloads) {
      for (const subject of subjects) {
        progress(`Round ${round} of ${rounds}: ${workload.name}, ${subject.name}`)
        samples.push({ ...(await sampleOf(subject, workload, options)), round })
      }
    }
  }
  return samples
}
