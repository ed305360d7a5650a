import t from 'tap'
import { schedule, scheduleMistake } from '../../../src/stack/schedule.ts'

t.test('scheduleMistake() takes what the cron-connector takes and refuses the rest', async t => {
  for (const good of ['*/5 * * * *', '0 9 * * MON-FRI', '@hourly', '@every 1m', '@every 1h30m']) t.equal(scheduleMistake(good), undefined, good)
  for (const bad of ['* * * *', '* * * * * *', '61 * * * *', 'soon', '@every soon', '@every 10ms', '@every 1000h', '']) t.type(scheduleMistake(bad), 'string', bad)
})

t.test('schedule() runs until it is stopped', async t => {
  let runs = 0
  const alive = setInterval(() => {}, 1_000)
  await new Promise<void>(resolve => {
    const stop = schedule('@every 1s', () => {
      runs++
      stop()
      resolve()
    })
  })
  await new Promise(resolve => setTimeout(resolve, 1_200))
  clearInterval(alive)
  t.equal(runs, 1)
})
