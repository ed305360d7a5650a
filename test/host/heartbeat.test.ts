import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { hostProcess } from '../support/host-process.ts'

const handlerFile = (t: { after(fn: () => void): unknown }, text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'handler.lua'), text)
  return join(folder, 'handler.lua')
}

t.test('heartbeat() ends a process that is stuck in one library call', async (t) => {
  const lua_handler = handlerFile(t, 'return function() return tostring(("a"):rep(4000):find(".-.-.-.-b")) end')
  const host = await hostProcess(t, { settings: { lua_handler, exec_timeout: '200ms', lua_grace: '300ms' } })
  const startedMs = performance.now()
  await t.rejects(fetch(host.url))
  t.match(await host.line(/Process ended/), /^Process ended: Lua did not come back within exec_timeout of 200ms and lua_grace of 300ms; .* \(\d+ ms past its deadline\)$/)
  t.equal(await host.stop(), 'SIGKILL')
  t.ok(performance.now() - startedMs < 5_000)
})

t.test('heartbeat() leaves a process alone that is merely busy', async (t) => {
  const lua_handler = handlerFile(t, 'return function() while true do pcall(error) end end')
  const host = await hostProcess(t, { settings: { lua_handler, exec_timeout: '300ms', lua_grace: '100ms' } })
  const answers = await Promise.all([fetch(host.url), fetch(host.url), fetch(host.url)])
  t.same(answers.map(({ status }) => status), [504, 504, 504])
  t.equal((await fetch(`${host.url}/_/health`)).status, 200)
  t.equal(await host.stop(), 0)
})

t.test('heartbeat() watches from the first slice on', async (t) => {
  const folder = t.testdir({
    'stuck.mjs': `
      import { heartbeat } from ${JSON.stringify(new URL('../../template/lua-ts/host/heartbeat.ts', import.meta.url))}
      const beat = heartbeat({ graceMs: 100, message: 'stuck', lockFile: '' })
      beat.start()
      beat.begin(performance.now() + 100)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)`,
  })
  const { signal, stderr } = spawnSync(process.execPath, [join(folder, 'stuck.mjs')], { encoding: 'utf8', env: {} })
  t.equal(signal, 'SIGKILL')
  t.match(stderr, /^stuck \(\d+ ms past its deadline\)$/m)
})
