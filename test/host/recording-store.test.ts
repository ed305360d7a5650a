import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { recordingStore } from '../../template/lua-ts/host/recording-store.ts'

t.test('recordingStore() writes files that are nobody else\'s, and removes the oldest', async (t) => {
  const folder = join(t.testdir({}), 'deep', 'folder')
  const warnings: string[] = []
  const store = recordingStore({ folder, maxFiles: 2, warn: (text) => void warnings.push(text) })
  const paths: string[] = []
  for (const n of [1, 2, 3]) store.add({ atMs: n * 1000, callId: `id/${n}`, text: () => `text ${n}`, written: (path) => paths.push(path) })
  t.equal(existsSync(folder), false, 'nobody waits for the disk')
  await store.settled()
  t.same(readdirSync(folder).sort(), paths.slice(1).map((path) => basename(path)))
  t.equal(basename(paths[2]!), '1970-01-01T00-00-03.000Z-id_3.ndjson')
  t.equal(readFileSync(paths[2]!, 'utf8'), 'text 3')
  t.equal(statSync(paths[2]!).mode & 0o777, 0o600)
  t.same(warnings, [])
})

t.test('recordingStore() lets calls go that come too fast, and says so once', async (t) => {
  const folder = t.testdir({})
  const warnings: string[] = []
  const store = recordingStore({ folder, maxFiles: 1000, warn: (text) => void warnings.push(text) })
  let files = 0
  const add = (atMs: number) => store.add({ atMs, callId: 'id', text: () => '', written: () => files++ })
  for (let n = 0; n < 40; n++) add(n)
  t.same(warnings, [`Some calls are not recorded: they come faster than ${folder} takes them`])
  await store.settled()
  t.same([files, readdirSync(folder).length], [32, 32])
  add(99)
  await store.settled()
  t.equal(files, 33, 'there is room again')
})

t.test('recordingStore() says once that it can\'t write, and goes on', async (t) => {
  const folder = join(t.testdir({}), 'file')
  writeFileSync(folder, '')
  const warnings: string[] = []
  const store = recordingStore({ folder, maxFiles: 9, warn: (text) => void warnings.push(text) })
  const written = () => t.fail('nothing is written')
  store.add({ atMs: 1, callId: 'a', text: () => '', written })
  store.add({ atMs: 2, callId: 'b', text: () => { throw new Error('never mind') }, written })
  await store.settled()
  t.equal(warnings.length, 1)
  t.match(warnings[0], /^Cannot record calls: .*; set lua_record_dir to a folder that can be written$/)
})
