import { fileURLToPath } from 'node:url'
import t from 'tap'
import { contractRows } from '../contract/support/contract-rows.ts'
import { runRows } from '../contract/support/run-rows.ts'
import { containerSubject } from './container-subject.ts'
import { drainUnderLoad } from './drain-under-load.ts'
import { builtImage, imageStore } from './image-store.ts'
import { hasImageTools } from './image-tools.ts'

const folder = fileURLToPath(new URL('../contract/support/contract', import.meta.url))

if (hasImageTools(t)) {
  t.setTimeout(600_000)
  const image = await builtImage(t, await imageStore(t), folder)
  const subject = containerSubject(image)

  t.test('the image keeps the watchdog contract', async (t) => {
    await runRows(t, contractRows, subject, { as: 'host', jobs: 4 })
  })

  t.test('SIGTERM under load loses no request', async (t) => {
    const running = await subject.launch({ healthcheck_interval: '1s', write_timeout: '5s' })
    t.teardown(running.stop)
    await subject.ready(running)
    const { answers, code, ms } = await drainUnderLoad(running)
    t.comment(`${answers.length} requests while it drained, ended with ${code} after ${Math.round(ms)} ms`)
    t.ok(answers.length > 50)
    t.same(answers.filter((answer) => answer !== '200 slow'), [])
    t.equal(code, 0)
    t.ok(ms < 6000, 'within healthcheck_interval and write_timeout')
  })
}
