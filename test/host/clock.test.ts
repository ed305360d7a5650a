import t from 'tap'
import { performance as clock } from '../../template/lua-ts/host/clock.ts'

t.test('performance counts as that of Node.js does', async (t) => {
  const [before, own, after] = [performance.now(), clock.now(), performance.now()]
  const atMs = performance.timeOrigin + before
  t.ok(Math.abs(clock.timeOrigin + own - atMs) < 100, 'milliseconds, from timeOrigin on')
  const until = clock.now()
  t.ok(performance.now() - after >= until - own - (after - before) - 1, 'as fast')
  t.ok(until >= own, 'forward')
})
