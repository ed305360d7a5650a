import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { hostProcess } from '../support/host-process.ts'
import { readDockerfile, stageOf, templateFolder } from './dockerfile.ts'
import { imageFolder } from './image-folder.ts'

t.setTimeout(300_000)
const home = imageFolder(t, join(templateFolder, 'function'), { compiled: true })
const index = join(home, 'index.js')
const cacheFile = (engine: string): string => join(home, `host.${process.arch}.${engine}.cache`)
const host = readFileSync(join(home, 'host.js'), 'utf8')

const answersOn = async (t: Parameters<typeof hostProcess>[0], engine: string): Promise<string> => {
  const running = await hostProcess(t, { index, settings: { lua_engine: engine, lua_handler: './function/handler.lua' } })
  const answer = await (await fetch(`${running.url}/?name=Ada`)).text()
  await running.stop()
  return answer
}

t.test('the compiled host starts from a cache that V8 takes', async (t) => {
  const [program, ...flags] = JSON.parse(stageOf(readDockerfile(), 'native').all('CMD')[0] ?? '') as string[]
  t.equal(program, 'node')
  const check = (engine: string): string => `
    const { readFileSync } = require('node:fs')
    const { cachedDataRejected } = new (require('node:vm').Script)(readFileSync('host.js', 'latin1'), { cachedData: readFileSync('${cacheFile(engine)}') })
    console.log(cachedDataRejected)`
  for (const engine of engines) {
    const { stdout } = spawnSync(process.execPath, [...flags.slice(0, -1), '-e', check(engine)], { cwd: home, encoding: 'utf8' })
    t.equal(stdout, 'false\n', 'under the flags of the image')
    t.equal(await answersOn(t, engine), 'Hello, Ada!', engine)
  }
})

t.test('the compiled host tells V8 how to compile Lua, and only where nothing was compiled before', async (t) => {
  const lockFolder = t.testdir()
  // The tag of what V8 compiles depends on its flags.
  const script = `
    const { cachedDataVersionTag } = require('node:v8')
    const tag = cachedDataVersionTag()
    require('./index.js')
    const started = setInterval(() => {
      if (!require('node:fs').existsSync('${lockFolder}/.lock')) return
      require('node:fs').rmSync('${lockFolder}/.lock')
      clearInterval(started)
      setTimeout(() => {
        console.log(cachedDataVersionTag() === tag)
        process.exit()
      }, 300)
    }, 10)`
  const keepsFlags = (engine: string, ...options: string[]): string => {
    const env = { lua_engine: engine, lua_handler: './function/handler.lua', port: '0', metrics_port: '0', TMPDIR: lockFolder }
    return spawnSync(process.execPath, [...options, '-e', script], { cwd: home, encoding: 'utf8', env }).stdout
  }
  t.equal(keepsFlags('fengari'), 'true\n', 'once it has started')
  t.equal(keepsFlags('wasm'), 'false\n')
  t.equal(keepsFlags('wasm', '--require', 'node:fs'), 'true\n')
})

t.test('the compiled host has what the prelude gives to Lua', async (t) => {
  const folder = t.testdir({
    'handler.lua': `
      local said = {}
      local function failing(...) said[#said + 1] = tostring(select(2, pcall(...))) end
      failing(require, "nowhere") failing(xpcall, print) failing(os.exit) failing(io.read)
      said[#said + 1] = select(2, xpcall(error, function(e) return debug.traceback(e) end, "x"))
      return function(event)
        leaked = true
        local fields = {}
        for name in pairs(event) do fields[#fields + 1] = name end
        table.sort(fields)
        return table.concat(said, "\\n") .. table.concat(fields, " ")
      end`,
  })
  for (const engine of engines) {
    const settings = { lua_engine: engine, lua_handler: join(folder, 'handler.lua'), lua_globals: 'warn' }
    const [compiled, source] = [await hostProcess(t, { index, settings }), await hostProcess(t, { settings })]
    const said = await (await fetch(compiled.url)).text()
    t.match(said, /module 'nowhere' not found/)
    t.equal(said, await (await fetch(source.url)).text(), engine)
    t.ok(await compiled.line(/leaked/))
  }
})

t.test('the compiled host has its late modules when it wants them', async (t) => {
  const folder = t.testdir({
    'handler.lua': `
      local crypto, db, http = require "crypto", require "database", require "http"
      return function()
        db.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER)")
        local hash = crypto.digest("sha256", "abc"):sub(1, 4)
        local _, refusal = pcall(http.fetch, "https://127.0.0.1:1/")
        return hash .. " " .. #db.query("SELECT n FROM t") .. " " .. refusal.code
      end`,
  })
  const settings = { lua_handler: join(folder, 'handler.lua'), database_url: 'sqlite::memory:' }
  const running = await hostProcess(t, { index, settings })
  t.equal(await (await fetch(running.url)).text(), 'ba78 0 refused')
})

t.test('the compiled host starts its workers', async (t) => {
  const running = await hostProcess(t, { index, settings: { lua_workers: '2', lua_handler: './function/handler.lua' } })
  t.equal(await (await fetch(`${running.url}/?name=Ada`)).text(), 'Hello, Ada!')
  t.match(await (await fetch(running.metricsUrl)).text(), /^lua_workers 2$/m)
  t.equal(await running.stop(), 0)
})

t.test('the compiled host starts without a cache, and with one that is not for it', async (t) => {
  writeFileSync(cacheFile('fengari'), 'made by somebody else')
  t.equal(await answersOn(t, 'fengari'), 'Hello, Ada!')
  rmSync(cacheFile('fengari'))
  t.equal(await answersOn(t, 'fengari'), 'Hello, Ada!')
})

t.test('the bundle is what start.ts takes it for', async (t) => {
  t.equal(Buffer.byteLength(host), host.length, 'ASCII')
  const metrics = readFileSync(join(home, 'node_modules/prom-client.js'), 'utf8')
  t.notMatch(metrics, /require\("(?:https?|zlib)"\)/, 'nobody here pushes metrics')
})
