import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { hostProcess } from '../support/host-process.ts'

const hooks = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { process.stderr.write('loaded ' + url + '\\n'); return next(url, context) } })`

/** The files that a host with this handler has read in, once it is ready and has answered. */
const loadedBy = async (t: Test, handler: string): Promise<string> => {
  const host = await hostProcess(t, {
    settings: { lua_handler: join(t.testdir({ 'handler.lua': handler }), 'handler.lua'), database_url: 'sqlite::memory:' },
    nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`],
  })
  t.equal((await fetch(host.url)).status, 200)
  return host.stderr.split('\n').filter((line) => line.startsWith('loaded ')).join('\n')
}

const drivers = /node_modules\/(?:pg|pg-cursor|mysql2|@redis)\//
const lazy = /modules\/(?:database|http|redis|crypto|kv|multipart|event)(?:\.ts|\/)/

t.test('moduleLoaders() reads in nothing that is not required', async (t) => {
  const loaded = await loadedBy(t, 'return function() return "hello" end')
  t.match(loaded, /modules\/module-table\.ts/)
  t.notMatch(loaded, lazy)
  t.notMatch(loaded, drivers)
  t.notMatch(loaded, /node:sqlite/)
})

t.test('moduleLoaders() reads in what is required, and the one driver that is used', async (t) => {
  const loaded = await loadedBy(t, 'local db = require "database" return function() return "n " .. db.query("SELECT 1 AS n")[1].n end')
  t.match(loaded, /modules\/database\.ts/)
  t.match(loaded, /node:sqlite/)
  t.notMatch(loaded, drivers)
  t.notMatch(loaded, /modules\/(?:http|redis|crypto)(?:\.ts|\/)/)
})
