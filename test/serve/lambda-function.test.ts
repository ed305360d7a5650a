import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { lambdaFunction } from '../../template/lua-ts/serve/lambda-function.ts'
import { linesLog } from '../support/lua-function.ts'

t.test('lambdaFunction() loads the file that lua_handler or _HANDLER names, or the default', async (t) => {
  const says = (name: string) => `print("${name}") return { handler = print, get = print }`
  const root = t.testdir({ 'app.lua': says('app'), 'own.lua': says('own'), function: { 'handler.lua': says('default') } })
  for (const [name, environment] of Object.entries({
    app: { _HANDLER: 'app.get' },
    own: { _HANDLER: 'app.get', lua_handler: join(root, 'own.lua') },
    // What an image's command line leaves there.
    default: { _HANDLER: 'index.js' },
  })) {
    const lines: string[] = []
    const settings = readSettings(environment)
    const loaded = await lambdaFunction({ environment: { LAMBDA_TASK_ROOT: root, ...environment }, home: root }, settings, linesLog(lines))
    t.same(lines, [`stdout: ${name}`])
    loaded.close()
  }
  const absent = { LAMBDA_TASK_ROOT: join(root, 'nowhere'), _HANDLER: 'x.y' }
  await t.rejects(lambdaFunction({ environment: absent, home: join(root, 'nowhere') }, readSettings(absent), linesLog([])), { name: 'LoadError', kind: 'missing' })
})
