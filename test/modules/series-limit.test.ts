import t from 'tap'
import { SeriesLimit, maxSeries } from '../../template/lua-ts/modules/series-limit.ts'

t.test('SeriesLimit.allows() lets known labels through and turns away new ones beyond the limit, told once', async (t) => {
  let told = 0
  const limit = new SeriesLimit(() => void told++)
  t.ok(Array.from({ length: maxSeries }, (_, i) => limit.allows({ id: String(i) })).every(Boolean))
  t.equal(told, 0)
  t.same([limit.allows({ id: 'new' }), limit.allows({ id: 'newer' }), limit.allows({ id: '0' })], [false, false, true])
  t.equal(told, 1)
})
