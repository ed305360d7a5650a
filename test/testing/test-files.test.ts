import t from 'tap'
import { testFiles } from '../../template/lua-ts/testing/test-files.ts'

t.test('testFiles() finds tests anywhere but among other people\'s modules', async (t) => {
  const folder = t.testdir({
    'handler_test.lua': '',
    'handler.lua': '',
    lib: { 'deep_test.lua': '', 'test.lua': '' },
    spec: { 'all_spec.lua': '' },
    lua_modules: { share: { 'rock_test.lua': '' } },
    node_modules: { 'a_test.lua': '' },
    '.git': { 'a_test.lua': '' },
  })
  t.same(testFiles(folder), ['handler_test.lua', 'lib/deep_test.lua', 'spec/all_spec.lua'])
})
