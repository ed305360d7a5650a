import { readdir, readFile } from 'node:fs/promises'

// Linux counts them in ticks of 1/100 s on every platform that Node.js runs on.
const msPerTick = 10

/** Group and used time of a process, from `/proc/PID/stat` (proc_pid_stat(5): fields 5, 14 and 15). */
export const readStat = (stat: string): { readonly group: number; readonly cpuMs: number } => {
  // The second field is the program's name in brackets, which may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { group: Number(fields[2]), cpuMs: (Number(fields[11]) + Number(fields[12])) * msPerTick }
}

const statOf = async (pid: string): Promise<string | undefined> => {
  try {
    return await readFile(`/proc/${pid}/stat`, 'latin1')
  } catch {
    // It ended meanwhile.
    return undefined
  }
}

/** Milliseconds that a group of processes has used of all cores; undefined where /proc does not tell. */
export const cpuMs = async (group: number): Promise<number | undefined> => {
  if (process.platform !== 'linux') return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map(statOf))
  return stats
    .filter((stat) => stat !== undefined)
    .map(readStat)
    .filter((process) => process.group === group)
    .reduce((sum, process) => sum + process.cpuMs, 0)
}
