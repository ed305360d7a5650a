import t from 'tap'
import { counted } from '../../template/lua-ts/host/counted.ts'
import { fakeCall } from './fake-call.ts'

const recorded = () => {
  const finished: [string, number, number][] = []
  let running = 0
  const started = () => void running++
  const metrics = {
    started,
    finished: (method: string, code: number, seconds: number) => {
      running--
      finished.push([method, code, seconds])
    },
  }
  return { metrics, finished, running: () => running }
}

t.test('counted() keeps the call in flight until it has ended', async (t) => {
  const { metrics, finished, running } = recorded()
  await counted(metrics)(async ({ reply }) => {
    t.equal(running(), 1)
    reply.send(404, [], Buffer.from(''))
  })(fakeCall())
  t.equal(running(), 0)
  t.match(finished, [['GET', 404]])
})

t.test('counted() counts a call, with code 0, when it fails unanswered', async (t) => {
  const { metrics, finished, running } = recorded()
  const call = counted(metrics)(async () => {
    throw new Error('broken')
  })(fakeCall())
  await t.rejects(async () => call, { message: 'broken' })
  t.equal(running(), 0)
  t.match(finished, [['GET', 0]])
})
