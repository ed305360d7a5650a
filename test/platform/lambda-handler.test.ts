import t from 'tap'
import { handlerName } from '../../template/lua-ts/platform/lambda-handler.ts'

t.test('handlerName() takes file and function apart at the first dot', async (t) => {
  t.same(handlerName('handler.handler', '/var/task'), { file: '/var/task/handler.lua', entry: 'handler' })
  t.same(handlerName('src/app.api.get', '/var/task'), { file: '/var/task/src/app.lua', entry: 'api.get' })
  t.same(handlerName('handler', '/var/task'), { file: '/var/task/handler.lua', entry: undefined })
})

t.test('handlerName() refuses what names no file or no function', async (t) => {
  for (const name of ['a..b', '../a.b', '.b', 'a.', 'folder/.b']) t.throws(() => handlerName(name, '/'), { name: 'LoadError', kind: 'name' }, name)
})
