import { Counter, Gauge } from 'prom-client'
import type { Aggregator, Registry } from 'prom-client'

import type { LuaNumbers } from './lua-counts.ts'
import { ReadHistogram } from './read-histogram.ts'

const handlerSeconds = (handlers: LuaNumbers['handlers'], registers: Registry[]): void => {
  new ReadHistogram({
    name: 'lua_handler_seconds',
    help: 'Seconds from the start of a handler to its return, waiting included.',
    registers,
    buckets: [...handlers.bounds],
    read: () => [{ labels: {}, ...handlers }],
  })
}

/** A counter without labels. */
const tally = (name: string, help: string, read: () => number, registers: Registry[]): void => {
  new Counter({
    name,
    help,
    registers,
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}

const errorsByKind = (counts: ReadonlyMap<string, number>, registers: Registry[]): void => {
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
}

const engineInfo = (numbers: LuaNumbers, registers: Registry[]): void => {
  new Gauge({
    name: 'lua_engine_info',
    help: 'Engine that runs the handler and its version of Lua; always 1.',
    registers,
    labelNames: ['engine', 'version'],
    aggregator: 'first',
    collect() {
      this.reset()
      if (numbers.load !== undefined) this.set({ engine: numbers.load.engine, version: numbers.load.version }, 1)
    },
  })
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

/** Registers the metrics of the Lua side, all of whose names start with `lua_`; `memoryBytes` is asked at each scrape. */
export const luaMetrics = (registry: Registry, numbers: LuaNumbers, memoryBytes: () => number | undefined): void => {
  const registers = [registry]
  reading('lua_memory_bytes', 'Bytes that the Lua state holds, where the engine can tell.', memoryBytes, registers)
  reading('lua_load_seconds', 'Seconds that loading the handler took.', () => numbers.load?.seconds, registers, 'max')
  engineInfo(numbers, registers)
  handlerSeconds(numbers.handlers, registers)
  tally('lua_slices_total', 'Time slices that ended before the handler did.', () => numbers.slices, registers)
  tally('lua_deadline_kills_total', 'Calls stopped because their deadline had passed.', () => numbers.deadlines, registers)
  errorsByKind(numbers.errors, registers)
}
