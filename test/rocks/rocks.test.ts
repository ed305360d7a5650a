import { cpSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { TestResult } from '../../template/lua-ts/testing/test-result.ts'
import { copyDebianRocks } from '../support/debian-rocks.ts'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { engines } from '../support/lua-function.ts'
import { missingPart } from '../support/missing-part.ts'

const specs = fileURLToPath(new URL('specs', import.meta.url))

/** Rocks by their Debian packages, and what they consist of. */
const rocks: Readonly<Record<string, readonly string[]>> = {
  'lua-ansicolors': ['ansicolors.lua'],
  'lua-argparse': ['argparse.lua'],
  'lua-basexx': ['basexx.lua'],
  'lua-binaryheap': ['binaryheap.lua'],
  'lua-cliargs': ['cliargs.lua', 'cliargs'],
  'lua-dkjson': ['dkjson.lua'],
  'lua-fifo': ['fifo.lua'],
  'lua-inifile': ['inifile.lua'],
  'lua-inspect': ['inspect.lua'],
  'lua-luassert': ['luassert'],
  'lua-markdown': ['markdown.lua'],
  'lua-mediator': ['mediator.lua'],
  'lua-messagepack': ['MessagePack.lua'],
  'lua-moses': ['moses.lua'],
  'lua-penlight': ['pl'],
  'lua-say': ['say'],
  'lua-unit': ['luaunit.lua'],
}

const specOf = (rock: string): string => `${rock === 'lua-unit' ? 'luaunit' : rock.replace('lua-', '')}_test.lua`

t.same(readdirSync(specs).sort(), Object.keys(rocks).map(specOf).sort(), 'each rock is tried')

for (const engine of engines) {
  t.test(`rocks work with ${engine}`, async (t) => {
    const folder = t.testdir({})
    cpSync(specs, folder, { recursive: true })
    const missing = new Set(Object.entries(rocks).filter(([, modules]) => copyDebianRocks(modules, folder).length > 0).map(([rock]) => rock))
    const { report, log } = functionTestsRun(folder, { lua_engine: engine }, undefined, ['--report=json', '--timeout=60'])
    if (log !== '') t.comment(log)
    const results = report.split('\n').filter(Boolean).map((line) => JSON.parse(line) as TestResult)
    for (const rock of Object.keys(rocks)) {
      const own = results.filter(({ file }) => file === specOf(rock))
      if (missing.has(rock)) missingPart(t, rock, `apt-get install ${rock}`)
      else t.ok(own.length > 0 && own.every(({ status }) => status === 'ok'), rock, { results: own.filter(({ status }) => status !== 'ok') })
    }
  })
}
