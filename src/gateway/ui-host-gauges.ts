/** What a function's hosts tell about themselves; null where they don't. */
export interface HostGauges {
  readonly luaBytes: number | null
  readonly lagMs: number | null
}

const patienceMs = 800
// Node.js measures the delay by a timer of this period, and counts the period in.
const lagPeriodMs = 10

const gauge = (text: string, name: string): number | null => {
  const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? []
  return value === undefined || !Number.isFinite(Number(value)) ? null : Number(value)
}

const readOne = async (port: number): Promise<HostGauges> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(patienceMs) })
    const text = await answer.text()
    const lag = gauge(text, 'nodejs_eventloop_lag_max_seconds')
    return {
      // fengari keeps Lua's values in the JavaScript heap.
      luaBytes: gauge(text, 'lua_memory_bytes') ?? gauge(text, 'nodejs_heap_size_used_bytes'),
      lagMs: lag === null ? null : Math.max(lag * 1000 - lagPeriodMs, 0),
    }
  } catch {
    return { luaBytes: null, lagMs: null }
  }
}

const known = (values: readonly (number | null)[]): number[] => values.filter(value => value !== null)

/** The sum of memories and the longest delay of several. */
export const joinGauges = (all: readonly HostGauges[]): HostGauges => {
  const bytes = known(all.map(({ luaBytes }) => luaBytes))
  const lags = known(all.map(({ lagMs }) => lagMs))
  return {
    luaBytes: bytes.length === 0 ? null : bytes.reduce((sum, value) => sum + value, 0),
    lagMs: lags.length === 0 ? null : Math.max(...lags),
  }
}

/** Reads the gauges of hosts from where they serve their metrics; never rejects. */
export const readHostGauges = async (metricsPorts: readonly number[]): Promise<HostGauges> => joinGauges(await Promise.all(metricsPorts.map(readOne)))
