import { Registry } from 'prom-client'
import type { Metric } from 'prom-client'

/** What the types of prom-client leave out: the text of one metric, of which `metrics()` makes the page. */
interface TextRegistry {
  getMetricsAsString(metric: Metric): Promise<string>
}

// A line that is no comment and ends in prom-client's spelling.
const misspelled = /^(?!#)(.* )Nan$/gm

/** A registry that spells NaN as Prometheus does; prom-client writes `Nan`. */
export class HostRegistry extends Registry {
  async getMetricsAsString(metric: Metric): Promise<string> {
    const inherited = Registry.prototype as unknown as TextRegistry
    const text = await inherited.getMetricsAsString.call(this, metric)
    return text.replace(misspelled, '$1NaN')
  }
}
