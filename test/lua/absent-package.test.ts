import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { setDefaultOptions } from '../../template/lua-ts/lua/absent-package.ts'

const sourceOf = (name: string): string => readFileSync(createRequire(import.meta.url).resolve(`fengari/src/${name}.js`), 'utf8')

t.test('absent-package.ts has all that fengari asks for while it loads', async (t) => {
  t.equal(setDefaultOptions(), undefined)
  t.same(new Set(sourceOf('ldblib').match(/readlineSync\.\w+/g)), new Set(['readlineSync.setDefaultOptions', 'readlineSync.prompt']))
  t.same(sourceOf('loslib').match(/tmp\.\w+/g), ['tmp.tmpNameSync'])
})
