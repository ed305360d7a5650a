import t from 'tap'
import { metrics } from '../../template/lua-ts/host/metrics.ts'
import type { Snapshot } from '../../template/lua-ts/host/summed-metrics.ts'
import { workerScrape } from '../../template/lua-ts/platform/worker-scrape.ts'
import { fakeWorker } from './fake-worker.ts'

const snapshot = async (slices: number): Promise<Snapshot> => {
  const counts = metrics()
  for (let slice = 0; slice < slices; slice++) counts.sliced()
  return (await (await counts.registry()).getMetricsAsJSON()) as unknown as Snapshot
}

t.test('workerScrape() asks those that serve, and adds up their answers', async (t) => {
  const [a, b, starting] = [fakeWorker(1), fakeWorker(2), { ...fakeWorker(3), serving: false }]
  const scrape = workerScrape(new Set([a, b, starting]), 60_000)
  const [three, four] = [await snapshot(3), await snapshot(4)]
  const page = scrape.page.metrics()
  t.same([a.orders, b.orders, starting.orders], [[{ kind: 'scrape' }], [{ kind: 'scrape' }], []])
  scrape.answered(a, three)
  scrape.answered(b, four)
  t.match(await page, /^lua_slices_total 7\n[^]*^lua_workers 2\n[^]*^lua_worker_deaths_total 0\n/m)
})

t.test('workerScrape() takes the last numbers of one that hangs, and keeps those of one that is gone', async (t) => {
  const [a, b] = [fakeWorker(1), fakeWorker(2)]
  const workers = new Set([a, b])
  const scrape = workerScrape(workers, 20)
  scrape.answered(a, await snapshot(3))
  scrape.answered(b, await snapshot(4))
  t.match(await scrape.page.metrics(), /^lua_slices_total 7$/m)
  workers.delete(b)
  scrape.died()
  scrape.left(b)
  t.match(await scrape.page.metrics(), /^lua_slices_total 7\n[^]*^lua_workers 1\n[^]*^lua_worker_deaths_total 1\n/m)
})
