import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import { LuaError, LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { argumentError, gotType, isAbsent, latin1Argument, numberArgument } from './arguments.ts'
import { Objects } from './objects.ts'
import { labelsAt, listAt } from './list-arguments.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { SeriesLimit } from './series-limit.ts'

type Kind = 'counter' | 'gauge' | 'histogram'

/** One metric of the handler's own. */
interface Own {
  readonly kind: Kind
  readonly name: string
  readonly labels: readonly string[]
  readonly metric: Counter | Gauge | Histogram
  readonly series: SeriesLimit
}

/**
 * Opens `metrics` over a registry: `counter`, `gauge` and `histogram` make a metric of the handler's own, or give the one that is
 * there, on the same page as those of the host.
 */
export const openMetrics = (registry: Registry): OpenModule => ({ lua, log }) => {
  const owned = new Map<string, Own>()
  const drop = (name: string) => log.host(`Metric "${name}" has too many different labels; new ones are left out. Label with kinds, not with ids`, undefined, 'warn')
  const objects = {
    counter: new Objects<Own>(lua, 'counter', (all) => ({ inc: changing(lua, all, 'inc', 1) })),
    gauge: new Objects<Own>(lua, 'gauge', (all) => ({
      inc: changing(lua, all, 'inc', 1),
      dec: changing(lua, all, 'dec', 1),
      set: changing(lua, all, 'set'),
    })),
    histogram: new Objects<Own>(lua, 'histogram', (all) => ({ observe: changing(lua, all, 'observe') })),
  }
  const open = (kind: Kind): HostFunction => (t) => {
    const name = latin1Argument(lua, t, 1, kind)
    const labels = isAbsent(lua, t, 3) ? [] : listAt(lua, t, 3, kind)
    const known = owned.get(name)
    if (known && (known.kind !== kind || known.labels.join() !== labels.join())) {
      throw argumentError(1, kind, `"${name}" is there already, as a ${known.kind} with labels {${known.labels.join(', ')}}`)
    }
    const own = known ?? newMetric(lua, t, { kind, name, labels, registry, drop })
    owned.set(name, own)
    objects[kind].push(t, own)
    return 1
  }
  return functionModule(lua, { counter: open('counter'), gauge: open('gauge'), histogram: open('histogram') })
}

interface NewMetric {
  readonly kind: Kind
  readonly name: string
  readonly labels: readonly string[]
  readonly registry: Registry
  readonly drop: (name: string) => void
}

const newMetric = (lua: Lua, t: Thread, { kind, name, labels, registry, drop }: NewMetric): Own => {
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw argumentError(1, kind, `name of letters, digits and "_" expected, got ${JSON.stringify(name)}`)
  if (registry.getSingleMetric(name)) throw argumentError(1, kind, `"${name}" is a metric of the host; take another name`)
  const help = latin1Argument(lua, t, 2, kind)
  const options = { name, help: Buffer.from(help, 'latin1').toString(), labelNames: [...labels], registers: [registry] }
  const shared = { kind, name, labels, series: new SeriesLimit(() => drop(name)) }
  if (kind === 'counter') return { ...shared, metric: new Counter(options) }
  if (kind === 'gauge') return { ...shared, metric: new Gauge(options) }
  const buckets = isAbsent(lua, t, 4) ? undefined : bucketsAt(lua, t)
  return { ...shared, metric: new Histogram(buckets ? { ...options, buckets } : options) }
}

const bucketsAt = (lua: Lua, t: Thread): number[] => {
  const buckets = listAt(lua, t, 4, 'histogram').map(Number)
  const rising = buckets.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > buckets[i - 1]!))
  if (!rising || buckets.length === 0) throw argumentError(4, 'histogram', 'list of rising numbers expected')
  return buckets
}

type Change = 'inc' | 'dec' | 'set' | 'observe'

/** A method that changes a metric by a number, or by `amount` when there is none, under labels. */
const changing = (lua: Lua, objects: Objects<Own>, name: Change, amount?: number): HostFunction => (t) => {
  const own = objects.at(t, name)
  // counter:inc { kind = "web" } leaves the number out.
  const labelled = amount !== undefined && lua.type(t, 2) === LuaType.table
  const value = labelled || (amount !== undefined && isAbsent(lua, t, 2)) ? amount! : numberArgument(lua, t, 2, name)
  if (own.kind === 'counter' && !(value >= 0)) throw argumentError(1, name, `a counter only rises, got ${value}`)
  if (own.kind !== 'gauge' && !Number.isFinite(value)) throw argumentError(1, name, `number expected, got ${value}`)
  const index = labelled ? 2 : 3
  if (isAbsent(lua, t, index) && own.labels.length > 0) throw new LuaError(`metric "${own.name}" needs labels {${own.labels.join(', ')}}, got ${gotType(lua, t, index)}`)
  const labels = isAbsent(lua, t, index) ? {} : labelsAt(lua, t, index, own)
  if (own.series.allows(labels)) apply(own, name, labels, value)
  return 0
}

const apply = ({ metric }: Own, name: Change, labels: Record<string, string>, value: number): void => {
  if (metric instanceof Histogram) metric.observe(labels, value)
  else if (metric instanceof Counter) metric.inc(labels, value)
  else if (name === 'set') metric.set(labels, value)
  else if (name === 'dec') metric.dec(labels, value)
  else metric.inc(labels, value)
}
