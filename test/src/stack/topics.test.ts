import t from 'tap'
import { schedulesOf, topicsOf } from '../../../src/stack/topics.ts'

t.test('topicsOf() separates topics by commas', async t => {
  t.same(topicsOf({ topic: 'a, b,,c ' }), ['a', 'b', 'c'])
  t.same(topicsOf({}), [])
})

t.test('schedulesOf() reads schedules of functions with the topic cron-function', async t => {
  t.same(schedulesOf({ topic: 'a,cron-function', schedule: '* * * * *; @every 1m;' }), ['* * * * *', '@every 1m'])
  t.same(schedulesOf({ topic: 'a', schedule: '* * * * *' }), [])
  t.same(schedulesOf({ topic: 'cron-function' }), [])
})
