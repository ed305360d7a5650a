import { readFile } from 'node:fs/promises'

/** Resident memory of a process in bytes. Linux only. @throws Error when it has ended */
export const rssBytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'latin1')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`Cannot read the memory of process ${pid}`)
  return Number(kilobytes) * 1024
}

/** Looks again and again how much memory a process has. */
export interface RssWatch {
  readonly peakBytes: number
  stop(): void
}

const stepMs = 20

/** Watches the memory of process `pid`. */
export const rssWatch = (pid: number): RssWatch => {
  let peakBytes = 0
  const look = async () => {
    // A process that has just ended has no memory to speak of.
    const bytes = await rssBytes(pid).catch(() => 0)
    peakBytes = Math.max(peakBytes, bytes)
  }
  const timer = setInterval(() => void look(), stepMs)
  return {
    get peakBytes() {
      return peakBytes
    },
    stop: () => clearInterval(timer),
  }
}
