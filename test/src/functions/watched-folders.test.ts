import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { watchedFolders } from '../../../src/functions/watched-folders.ts'
import { until } from '../fixtures/until.ts'

t.test('watchedFolders() tells of changes in its folders, below them too where wanted', async t => {
  const dir = t.testdir({ deep: { sub: { 'a.lua': '' } }, flat: {} })
  const seen = new Set<string>()
  const failed: string[] = []
  const watched = watchedFolders((folder, file) => seen.add(join(folder, file ?? '')), folder => failed.push(folder))
  t.teardown(() => watched.close())
  watched.set([{ path: join(dir, 'deep'), recursive: true }, { path: join(dir, 'flat'), recursive: false }, { path: join(dir, 'none'), recursive: false }])
  t.same(failed, [join(dir, 'none')])
  writeFileSync(join(dir, 'deep', 'sub', 'a.lua'), 'x')
  writeFileSync(join(dir, 'flat', 'b.yml'), 'x')
  await until(() => seen.has(join(dir, 'deep', 'sub', 'a.lua')) && seen.has(join(dir, 'flat', 'b.yml')))
  watched.set([{ path: join(dir, 'flat'), recursive: false }])
  seen.clear()
  writeFileSync(join(dir, 'deep', 'sub', 'a.lua'), 'y')
  mkdirSync(join(dir, 'flat', 'c'))
  await until(() => seen.has(join(dir, 'flat', 'c')))
  t.notOk(seen.has(join(dir, 'deep', 'sub', 'a.lua')))
})
