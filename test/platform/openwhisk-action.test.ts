import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import { zip } from '../../src/package/zip.ts'
import { placeAction, readActionCode } from '../../template/lua-ts/platform/openwhisk-action.ts'

t.test('readActionCode() takes what has code and main', async (t) => {
  t.same(readActionCode({ value: { code: 'c', main: 'm', binary: true, env: { A: 'a', B: null, C: { d: 1 }, N: 7 } } }), {
    code: 'c', main: 'm', binary: true, environment: { A: 'a', B: '', C: '{"d":1}', N: '7' },
  })
  t.match(readActionCode({ value: { code: 'c', main: 'm' } }), { binary: false, environment: {} })
  for (const body of [undefined, null, {}, { value: null }, { value: { code: 'c' } }, { value: { code: '', main: 'm' } }, { value: { code: 'c', main: '' } }, { value: { code: 7, main: 'm' } }]) {
    t.equal(readActionCode(body), undefined, JSON.stringify(body))
  }
})

t.test('placeAction() finds the file that main means', async (t) => {
  const parent = t.testdir({})
  const place = (main: string, ...paths: string[]) => {
    const archive = zip(paths.map((path) => ({ path, content: Buffer.from(path), mode: 0o644 })))
    const { file, entry } = placeAction({ code: archive.toString('base64'), main, binary: true, environment: {} }, parent)
    return [basename(file), entry]
  }
  t.same(place('main', 'handler.lua', 'init.lua', 'main.lua'), ['main.lua', 'main'])
  t.same(place('main', 'handler.lua', 'init.lua'), ['init.lua', 'main'])
  t.same(place('api.get', 'handler.lua'), ['handler.lua', 'api.get'])
  t.same(place('api.get', 'handler.lua', 'api.lua'), ['api.lua', 'get'])
  t.throws(() => place('main', 'other.lua'), { name: 'LoadError', kind: 'missing' })
  const plain = placeAction({ code: 'return 1', main: 'main', binary: false, environment: {} }, parent)
  t.equal(readFileSync(plain.file, 'utf8'), 'return 1')
  t.not(plain.folder, placeAction({ code: 'return 1', main: 'main', binary: false, environment: {} }, parent).folder)
})
