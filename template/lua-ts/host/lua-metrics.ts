import { Counter, Gauge } from 'prom-client'
import type { Aggregator, Registry } from 'prom-client'

import { bucketOf, soundSeconds } from './call-counts.ts'
import { ReadHistogram } from './read-histogram.ts'

/** The part of the metrics that is ours; all its names start with `lua_`. */
export interface LuaMetrics {
  /** Seconds that a handler took, from its start to its return. */
  handled(seconds: number): void
  /** A handler's time slice ended and it was put behind the others. */
  sliced(): void
  /** A call was stopped because its deadline had passed. */
  deadline(): void
  /** A call failed; `kind` is the name of the error's class. */
  failed(kind: string): void
  /** The handler was loaded, on an engine of this name and version of Lua. */
  loaded(seconds: number, engine: string, version: string): void
}

// A warm handler answers within fractions of a millisecond, which the watchdog's buckets would not tell apart.
const handlerBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const handlerSeconds = (registers: Registry[]): ((seconds: number) => void) => {
  const series = { labels: {}, count: 0, sum: 0, buckets: Array.from({ length: handlerBounds.length + 1 }, () => 0) }
  new ReadHistogram({
    name: 'lua_handler_seconds',
    help: 'Seconds from the start of a handler to its return, waiting included.',
    registers,
    buckets: handlerBounds,
    read: () => [series],
  })
  return (seconds) => {
    const sound = soundSeconds(seconds)
    const bucket = bucketOf(handlerBounds, sound)
    series.count += 1
    series.sum += sound
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1
  }
}

/** A counter without labels, kept as a plain number. */
const tally = (name: string, help: string, registers: Registry[]): (() => void) => {
  let count = 0
  new Counter({
    name,
    help,
    registers,
    collect() {
      this.reset()
      this.inc(count)
    },
  })
  return () => {
    count += 1
  }
}

const errorsByKind = (registers: Registry[]): ((kind: string) => void) => {
  const counts = new Map<string, number>()
  new Counter({
    name: 'lua_errors_total',
    help: 'Calls that failed, by the class of their error.',
    registers,
    labelNames: ['kind'],
    collect() {
      this.reset()
      for (const [kind, count] of counts) this.inc({ kind }, count)
    },
  })
  return (kind) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
}

/** A gauge that has no value, and no line, while `read` gives none. */
const reading = (name: string, help: string, read: () => number | undefined, registers: Registry[], aggregator: Aggregator = 'sum'): void => {
  new Gauge({
    name,
    help,
    aggregator,
    registers,
    collect() {
      const value = read()
      if (value === undefined || Number.isNaN(value)) this.remove()
      else this.set(value)
    },
  })
}

/** Registers the metrics of the Lua side; `memoryBytes` is asked at each scrape. */
export const luaMetrics = (registry: Registry, memoryBytes: () => number | undefined): LuaMetrics => {
  const registers = [registry]
  let loadSeconds: number | undefined
  reading('lua_memory_bytes', 'Bytes that the Lua state holds, where the engine can tell.', memoryBytes, registers)
  reading('lua_load_seconds', 'Seconds that loading the handler took.', () => loadSeconds, registers, 'max')
  const info = new Gauge({
    name: 'lua_engine_info',
    help: 'Engine that runs the handler and its version of Lua; always 1.',
    registers,
    labelNames: ['engine', 'version'],
    aggregator: 'first',
  })
  return {
    handled: handlerSeconds(registers),
    sliced: tally('lua_slices_total', 'Time slices that ended before the handler did.', registers),
    deadline: tally('lua_deadline_kills_total', 'Calls stopped because their deadline had passed.', registers),
    failed: errorsByKind(registers),
    loaded: (seconds, engine, version) => {
      loadSeconds = seconds
      info.reset()
      info.set({ engine, version }, 1)
    },
  }
}
