import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { hostProcess } from '../support/host-process.ts'
import { engines } from '../support/lua-function.ts'
import { hostSources, templateFolder } from './dockerfile.ts'
import { imageFolder } from './image-folder.ts'

const home = imageFolder(t, join(templateFolder, 'function'))
const index = join(home, 'index.js')

t.test('the bundle has the packages that it needs beside it', async (t) => {
  const wanted = [...readFileSync(index, 'utf8').matchAll(/(?:require|import)\("([^"]+)"\)/g)].map((match) => match[1] as string)
  t.ok(wanted.length > 5)
  // pg asks for its faster twin only when told to use it.
  t.same([...new Set(wanted)].filter((name) => !isBuiltin(name) && name !== 'pg-native' && !existsSync(join(home, 'node_modules', `${name}.js`))), [])
  t.notMatch(readFileSync(index, 'utf8'), /import\.meta\.(dirname|url)/)
})

t.test('the bundle has the files that the source reads at its side', async (t) => {
  const files = hostSources.flatMap((file) =>
    [...readFileSync(join(templateFolder, file), 'utf8').matchAll(/join\(import\.meta\.dirname, '([^']+)'\)/g)].map((match) => match[1] as string),
  )
  t.ok(files.includes('prelude.lua'))
  for (const file of files) t.ok(existsSync(join(home, file)), file)
})

t.test('the bundle prints its settings', async (t) => {
  const { status, stdout } = spawnSync(process.execPath, [index, '--help'], { encoding: 'utf8' })
  t.equal(status, 0)
  t.match(stdout, /exec_timeout/)
})

t.test('the bundle reports its mistakes', async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [index], { encoding: 'utf8', env: { port: 'http' } })
  t.equal(status, 1)
  t.match(stderr, 'Cannot start:\n  port="http"')
})

for (const engine of engines) {
  t.test(`the bundle answers with ${engine}`, async (t) => {
    const host = await hostProcess(t, { index, settings: { lua_engine: engine, lua_handler: './function/handler.lua' } })
    const response = await fetch(`${host.url}/?name=Ada`)
    t.equal(await response.text(), 'Hello, Ada!')
    t.match(await (await fetch(host.metricsUrl)).text(), `lua_engine_info{engine="${engine}"`)
    t.equal(await host.stop(), 0)
  })

  t.test(`the bundle runs a function's tests with ${engine}`, async (t) => {
    const { status, report } = functionTestsRun(join(home, 'function'), { lua_engine: engine }, index)
    t.match(report, /^# 3 passed, 0 failed$/m)
    t.equal(status, 0)
  })
}

t.test('the bundle has its watching thread', async (t) => {
  const folder = t.testdir({
    // A pattern that backtracks for minutes: nothing in Lua's own thread can end it.
    'handler.lua': 'return function() return tostring(("a"):rep(3000):find(".-.-.-.-.-b")) end',
  })
  const settings = { lua_engine: 'fengari', lua_handler: join(folder, 'handler.lua'), exec_timeout: '200ms', lua_grace: '300ms' }
  const host = await hostProcess(t, { index, settings })
  await t.rejects(fetch(host.url))
  t.match(await host.line(/Process ended: Lua did not come back/), /exec_timeout of 200ms/)
  t.equal(await host.stop(), 'SIGKILL')
})

t.test('the bundle starts its workers', async (t) => {
  const host = await hostProcess(t, { index, settings: { lua_workers: '2', lua_handler: './function/handler.lua' } })
  t.equal(await (await fetch(`${host.url}/?name=Ada`)).text(), 'Hello, Ada!')
  t.match(await (await fetch(host.metricsUrl)).text(), /^lua_workers 2$/m)
  t.equal(await host.stop(), 0)
})
