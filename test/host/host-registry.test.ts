import { Gauge } from 'prom-client'
import t from 'tap'

import { HostRegistry } from '../../template/lua-ts/host/host-registry.ts'

t.test('HostRegistry spells NaN as Prometheus does, in values only', async (t) => {
  const registry = new HostRegistry()
  const gauge = new Gauge({ name: 'x', help: 'A Nan', labelNames: ['a'], registers: [registry] })
  gauge.set({ a: 'some Nan' }, Number.NaN)
  gauge.set({ a: 'other' }, 1)
  const text = '# HELP x A Nan\n# TYPE x gauge\nx{a="some Nan"} NaN\nx{a="other"} 1'
  t.equal(await registry.metrics(), `${text}\n`)
  t.equal(await registry.getSingleMetricAsString('x'), text)
})
