import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { recordingStore } from '../../template/lua-ts/host/recording-store.ts'

t.test('recordingStore() writes files that are nobody else\'s, and removes the oldest', async (t) => {
  const folder = join(t.testdir({}), 'deep', 'folder')
  const warnings: string[] = []
  const store = recordingStore({ folder, maxFiles: 2, warn: (text) => void warnings.push(text) })
  const paths = [1, 2, 3].map((n) => store.add(n * 1000, `id/${n}`, () => `text ${n}`))
  t.equal(existsSync(folder), false, 'nobody waits for the disk')
  await store.settled()
  t.same(readdirSync(folder).sort(), paths.slice(1).map((path) => basename(path!)))
  t.equal(basename(paths[2]!), '1970-01-01T00-00-03.000Z-id_3.ndjson')
  t.equal(readFileSync(paths[2]!, 'utf8'), 'text 3')
  t.equal(statSync(paths[2]!).mode & 0o777, 0o600)
  t.same(warnings, [])
})

t.test('recordingStore() lets calls go that come too fast, and says so once', async (t) => {
  const folder = t.testdir({})
  const warnings: string[] = []
  const store = recordingStore({ folder, maxFiles: 1000, warn: (text) => void warnings.push(text) })
  const paths = Array.from({ length: 40 }, (_, n) => store.add(n, 'id', () => ''))
  t.equal(paths.filter((path) => path === undefined).length, 8)
  t.same(warnings, [`Some calls are not recorded: they come faster than ${folder} takes them`])
  await store.settled()
  t.equal(readdirSync(folder).length, 32)
  t.type(store.add(99, 'id', () => ''), 'string', 'there is room again')
  await store.settled()
})

t.test('recordingStore() says once that it can\'t write, and goes on', async (t) => {
  const folder = join(t.testdir({}), 'file')
  writeFileSync(folder, '')
  const warnings: string[] = []
  const store = recordingStore({ folder, maxFiles: 9, warn: (text) => void warnings.push(text) })
  store.add(1, 'a', () => '')
  store.add(2, 'b', () => { throw new Error('never mind') })
  await store.settled()
  t.equal(warnings.length, 1)
  t.match(warnings[0], /^Cannot record calls: .*; set lua_record_dir to a folder that can be written$/)
})
