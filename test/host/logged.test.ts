import t from 'tap'
import type { AccessLine } from '../../template/lua-ts/host/log.ts'
import { logged } from '../../template/lua-ts/host/logged.ts'
import { fakeCall } from './fake-call.ts'

const recorded = () => {
  const lines: AccessLine[] = []
  return { lines, log: { access: (line: AccessLine) => void lines.push(line) } }
}

t.test('logged() writes what was really sent when the call has ended', async (t) => {
  const { lines, log } = recorded()
  const call = fakeCall({ path: '/a%20b', query: 'x=1' })
  await logged(log)(async ({ reply }) => {
    t.same(lines, [])
    reply.send(201, [], Buffer.from('hello'))
  })(call)
  t.equal(lines.length, 1)
  const [line] = lines
  t.match(line, { method: 'GET', target: '/a%20b?x=1', status: 201, bytes: 5, callId: 'call-1' })
  t.ok(line && line.seconds >= 0 && line.seconds < 60)
})

t.test('logged() writes a line, and passes the error on, when the call fails', async (t) => {
  const { lines, log } = recorded()
  await t.rejects(
    async () => logged(log)(async () => {
      throw new Error('broken')
    })(fakeCall()),
    { message: 'broken' },
  )
  t.match(lines, [{ target: '/a', status: 0, bytes: 0 }])
})

t.test('logged() does not ask for a call id when nobody reads it', async (t) => {
  let asked = 0
  const call = Object.defineProperty(fakeCall(), 'id', { get: () => `id-${++asked}` })
  await logged({ access: () => {} })(async () => {})(call)
  t.equal(asked, 0)
})

t.test('logged() writes nothing when Kubernetes probes', async (t) => {
  const { lines, log } = recorded()
  const run = logged(log)(async () => {})
  await run(fakeCall({ headers: ['User-Agent', 'kube-probe/1.30'] }))
  t.same(lines, [])
  await run(fakeCall({ headers: ['User-Agent', 'curl, not kube-probe'] }))
  t.equal(lines.length, 1)
})
