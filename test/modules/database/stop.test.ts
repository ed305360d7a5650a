import t from 'tap'
import { Stop } from '../../../template/lua-ts/modules/database/stop.ts'

t.test('Stop tells the last listener, once', async (t) => {
  const heard: string[] = []
  const stop = new Stop('owner')
  stop.whenStopped(() => heard.push('first'))
  stop.whenStopped(() => heard.push('last'))
  t.same([stop.stopped, stop.owner], [false, 'owner'])
  stop.stop()
  stop.stop()
  t.same([stop.stopped, heard], [true, ['last']])
})
