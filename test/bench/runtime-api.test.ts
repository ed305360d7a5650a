import t from 'tap'
import { benchRuntimeApi } from '../../bench/runtime-api.ts'

t.test('benchRuntimeApi() hands out so many events and tells when they are answered', async (t) => {
  const server = await benchRuntimeApi(Buffer.from('{"n":1}'), '"fine"')
  t.after(() => server.close())
  const url = `http://${server.api}/2018-06-01/runtime/invocation`
  const bodies: string[] = []
  const loop = async (answer: string): Promise<void> => {
    const next = await fetch(`${url}/next`)
    bodies.push(await next.text())
    await fetch(`${url}/${next.headers.get('lambda-runtime-aws-request-id')}/response`, { method: 'POST', body: answer })
  }
  const answering = loop('"fine"').then(() => loop('"fine"'))
  t.ok((await server.hand(2)) > 0)
  await answering
  t.same(bodies, ['{"n":1}', '{"n":1}'])
  const wrong = loop('"other"')
  await t.rejects(server.hand(1), { message: /\/response got "other"/ })
  await wrong
})
