import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { missingPart } from '../support/missing-part.ts'
import { languages } from '../support/real-lua.ts'

const rockspec = (folder: string) => `rockspec_format = "3.0"
package = "shout"
version = "1.0-1"
source = { url = "file://${folder}/shout-1.0.tar.gz", dir = "shout" }
dependencies = { "lua >= 5.3" }
build = { type = "builtin", modules = { shout = "shout.lua", ["shout.words"] = "words.lua" } }
`

const run = (cwd: string, program: string, ...args: string[]) => spawnSync(program, args, { cwd, encoding: 'utf8' })

const isThere = run('.', 'luarocks', '--version').status === 0

for (const [engine, version] of Object.entries(languages)) {
  t.test(`a source rock that luarocks installs is found with ${engine}`, async (t) => {
    if (!isThere) return missingPart(t, 'luarocks', 'apt-get install luarocks lua5.3 lua5.4')
    const folder = t.testdir({
      shout: { 'shout.lua': 'local words = require "shout.words"\nreturn function(text) return text:upper() .. words.mark end', 'words.lua': 'return { mark = "!" }' },
      hello: {
        'handler.lua': 'local shout = require "shout"\nreturn function(event) return shout(event.name) end',
        'handler_test.lua': 'it("shouts", function() assert.are.equal("ADA!", call({ query = { name = "Ada" } }).body) end)',
      },
    })
    t.match(run(folder, 'tar', 'czf', 'shout-1.0.tar.gz', 'shout'), { status: 0 })
    const spec = join(folder, 'shout', 'shout-1.0-1.rockspec')
    writeFileSync(spec, rockspec(folder))
    const luarocks = (...args: string[]) => {
      const { status, stdout, stderr } = run(folder, 'luarocks', `--lua-version=${version}`, ...args)
      t.equal(status, 0, `luarocks ${args[0]}: ${stdout}${stderr}`)
    }
    luarocks('pack', spec)
    luarocks('install', '--tree', join('hello', 'lua_modules'), 'shout-1.0-1.src.rock')
    t.ok(existsSync(join(folder, 'hello', 'lua_modules', 'share', 'lua', version, 'shout', 'words.lua')))
    const { status, report } = functionTestsRun(join(folder, 'hello'), { lua_engine: engine })
    t.equal(status, 0, 'no test fails', { report })
    t.match(report, /^# 1 passed, 0 failed$/m)
  })
}
