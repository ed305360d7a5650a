import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { ask } from '../../bench/ask.ts'
import { startServer } from '../../bench/server.ts'
import { bare, express, luaTs, type Subject } from '../../bench/subjects.ts'
import { workloads } from '../../bench/workloads.ts'

for (const subject of [bare, express, luaTs]) {
  t.test(`startServer() starts "${subject.name}", which answers every workload rightly`, async (t) => {
    for (const workload of workloads) {
      const server = await startServer(subject, workload)
      t.teardown(() => server.stop())
      t.equal(await ask(server.port, workload), undefined, workload.name)
    }
  })
}

t.test('stop() ends the processes and removes their files', async (t) => {
  let folder = ''
  const watched: Subject = {
    name: 'watched',
    command: (workload, port, at) => {
      folder = at
      return bare.command(workload, port, at)
    },
  }
  const server = await startServer(watched, workloads[0]!)
  t.ok(existsSync(folder))
  await server.stop()
  t.notOk(existsSync(folder))
  t.type(await ask(server.port, workloads[0]!), 'string')
  await delay(0)
  t.throws(() => process.kill(server.child.pid, 0), { code: 'ESRCH' })
})

t.test('startServer() rejects with the log when the program ends', async (t) => {
  const broken: Subject = { name: 'broken', command: () => ({ file: 'node', args: ['-e', 'throw Error("no port")'], env: {} }) }
  await t.rejects(startServer(broken, workloads[0]!), /Cannot measure "broken" with "hello": it ended[^]*no port/)
})

t.test('startServer() rejects when there is no such program', async (t) => {
  const missing: Subject = { name: 'missing', command: () => ({ file: 'no-such-program', args: [], env: {} }) }
  await t.rejects(startServer(missing, workloads[0]!), /no-such-program/)
})
