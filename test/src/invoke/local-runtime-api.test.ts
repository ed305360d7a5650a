import t from 'tap'
import { localRuntimeApi } from '../../../src/invoke/local-runtime-api.ts'

t.test('localRuntimeApi() hands out its event once and takes one answer', async t => {
  const server = await localRuntimeApi('{"a":1}', 5000)
  t.teardown(() => server.close())
  const url = `http://${server.api}/2018-06-01/runtime/invocation`
  const next = await fetch(`${url}/next`)
  t.same(await next.json(), { a: 1 })
  const leftMs = Number(next.headers.get('lambda-runtime-deadline-ms')) - Date.now()
  t.ok(leftMs > 3000 && leftMs <= 5000)
  const second = fetch(`${url}/next`).then(() => 'answered', () => 'cut')
  t.equal((await fetch(`${url}/${next.headers.get('lambda-runtime-aws-request-id')}/response`, { method: 'POST', body: '"b"' })).status, 202)
  t.match(await server.posted, { failed: false, body: Buffer.from('"b"') })
  server.close()
  t.equal(await second, 'cut')
})

t.test('localRuntimeApi() knows reports of errors', async t => {
  const server = await localRuntimeApi('{}', 5000)
  t.teardown(() => server.close())
  await fetch(`http://${server.api}/2018-06-01/runtime/init/error`, { method: 'POST', body: '{}' })
  t.match(await server.posted, { failed: true })
})
