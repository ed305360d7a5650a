import { Histogram } from 'prom-client'
import type { HistogramConfiguration, MetricObjectWithValues, MetricValueWithName } from 'prom-client'

/** One set of labels of a histogram; `buckets` are not cumulated and end with the one above all bounds. */
export interface HistogramSeries<T extends string> {
  readonly labels: Readonly<Partial<Record<T, string>>>
  readonly count: number
  readonly sum: number
  readonly buckets: readonly number[]
}

export interface ReadHistogramConfiguration<T extends string> extends HistogramConfiguration<T> {
  readonly buckets: number[]
  readonly read: () => readonly HistogramSeries<T>[]
}

type Read<T extends string> = MetricObjectWithValues<MetricValueWithName<T>>

/** A histogram that someone else counts for; its numbers are read when Prometheus asks for them. */
export class ReadHistogram<T extends string> extends Histogram<T> {
  readonly #config: ReadHistogramConfiguration<T>

  constructor(config: ReadHistogramConfiguration<T>) {
    const { read: _read, ...own } = config
    super(own)
    this.#config = config
  }

  override async get(): Promise<Read<T>> {
    const { name, help, read } = this.#config
    const values = read().flatMap((series) => this.#values(series))
    // The declared type has a numeric enum where prom-client has words, and a `collect` that nobody asks for.
    return { name, help, type: 'histogram', aggregator: 'sum', values } as unknown as Read<T>
  }

  /** Takes the place of the registry's other way to ask, which wouldn't see our numbers. */
  getForPromString(): Promise<Read<T>> {
    return this.get()
  }

  #values({ labels, count, sum, buckets }: HistogramSeries<T>): MetricValueWithName<T>[] {
    const { name, buckets: bounds } = this.#config
    let below = 0
    const bucketLines = bounds.map((bound, index) => {
      below += buckets[index] ?? 0
      return { metricName: `${name}_bucket`, labels: { ...labels, le: bound }, value: below }
    })
    return [
      ...bucketLines,
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ] as MetricValueWithName<T>[]
  }
}
