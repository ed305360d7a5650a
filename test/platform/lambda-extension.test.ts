import t from 'tap'
import { lambdaExtension } from '../../template/lua-ts/platform/lambda-extension.ts'
import { linesLog } from '../support/lua-function.ts'
import { runtimeApi } from '../support/runtime-api.ts'
import { eventually } from './served.ts'

t.test('lambdaExtension() registers for no events and waits for none', async (t) => {
  const server = await runtimeApi(t)
  const lines: string[] = []
  const extension = await lambdaExtension(server.api, linesLog(lines))
  await eventually('it waits', () => server.extensions.length === 2)
  t.same(server.extensions, ['lua-ts-shutdown {"events":[]}', 'extension-1 waits'])
  extension.close()
  t.same(lines, [])
})

t.test('lambdaExtension() says so when it is refused, or nobody is there', async (t) => {
  const refusing = await runtimeApi(t, { extensionStatus: 403 })
  const gone = await runtimeApi(t)
  gone.close()
  const lines: string[] = []
  await lambdaExtension(refusing.api, linesLog(lines))
  await lambdaExtension(gone.api, linesLog(lines))
  t.match(lines, [/^host: Cannot register with the Extensions API, so "shutdown" won't run: it answered 403$/, /won't run: .*ECONNREFUSED/])
})
