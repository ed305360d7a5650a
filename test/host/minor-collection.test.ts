import { PerformanceObserver, constants } from 'node:perf_hooks'
import t from 'tap'
import { minorCollection } from '../../template/lua-ts/host/minor-collection.ts'

const MiB = 1024 * 1024

t.test('minorCollection() collects young garbage after every 16 MiB, and not before', async (t) => {
  let collections = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind, flags } = (entry as unknown as { detail: { kind: number; flags: number } }).detail
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR && flags === constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) collections++
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  t.after(() => observer.disconnect())
  const seen = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return collections
  }
  const took = minorCollection()
  for (let i = 0; i < 15; i++) took(MiB)
  const before = await seen()
  took(MiB)
  t.equal(before, 0)
  t.equal(await seen(), 1)
  for (let i = 0; i < 32; i++) took(MiB)
  t.equal(await seen(), 3)
})
