import t from 'tap'
import { functionFiles } from '../../../src/package/function-files.ts'

t.test('functionFiles() takes what a running function needs, for everybody to read', async t => {
  const folder = t.testdir({
    'handler.lua': 'return print',
    'handler_test.lua': '',
    'app-1-1.rockspec': '',
    '.luarc.json': '{}',
    '.lua-ts': { 'json.lua': '' },
    lib: { 'names.lua': 'return {}' },
    lua_modules: { share: { lua: { '5.3': { 'inspect.lua': '' } } } },
    node_modules: { a: { 'index.js': '' } },
  })
  const files = functionFiles(folder)
  t.same(files.map(({ path }) => path).sort(), ['handler.lua', 'lib/names.lua', 'lua_modules/share/lua/5.3/inspect.lua'])
  t.same(new Set(files.map(({ mode }) => mode)), new Set([0o644]))
})
