import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import { blocksOf } from './blocks.ts'
import type { Block } from './blocks.ts'

/** `folder/name` of a block whose first line says that it is a file: `-- hello/handler.lua`. */
const fileOf = ({ text }: Block): string | undefined => /^-- ([\w-]+\/[\w/.-]+\.(?:lua|rockspec))\n/.exec(text)?.[1]

/** The other files of the same function on the same page, by their path in its folder. */
const folderOf = (block: Block): Record<string, string> => {
  const [folder] = fileOf(block)?.split('/') ?? []
  const files = blocks.filter(({ page }) => page === block.page).map((other) => [fileOf(other), other.text] as const)
  return Object.fromEntries(files.filter(([file]) => folder !== undefined && file?.startsWith(`${folder}/`)).map(([file, text]) => [file!.slice(folder!.length + 1), text]))
}

const blocks = blocksOf('lua')
const isModule = (block: Block) => fileOf(block) !== undefined && !fileOf(block)!.endsWith('/handler.lua')
const isHandler = (block: Block) => /^return\b/m.test(block.text) && !isModule(block)

for (const engine of engines) {
  for (const block of blocks.filter(isHandler)) {
    // <!-- GET /path?query body => 200 body -->; without such a comment it must answer at all.
    t.test(`${block.place} answers with ${engine} as it says`, async (t) => {
      const f = await functionOf(t, block.text, { engine, files: { ...folderOf(block), 'handler.lua': block.text } })
      if (block.directives.length === 0) t.ok((await f.request()).ended)
      for (const directive of block.directives) {
        const [, method, target, body, status, wanted] = /^([A-Z]+) (\S+)(?: (.*?))? => (\d+) (.*)$/.exec(directive) ?? []
        if (method === undefined || target === undefined || wanted === undefined) throw new Error(`${block.place}: Cannot read "${directive}"`)
        const [path, query = ''] = target.split('?')
        const answer = await f.request({ method, path: path!, query, ...(body === undefined ? {} : { body }) })
        t.equal(`${answer.status} ${answer.body.toString()}`, `${status} ${wanted.replaceAll('\\n', '\n')}`, directive)
      }
      await f.shutdown()
    })
  }

  for (const block of blocks.filter((each) => !fileOf(each) && !isHandler(each))) {
    // expression --> what tostring shows of it
    t.test(`${block.place} gives with ${engine} what it says`, async (t) => {
      const checks = block.text.replaceAll(/^(?! *local )(.+?) +--> (.+)$/gm, (_, expression: string, shown: string) => `check(${expression}, ${JSON.stringify(shown)})`)
      t.match(checks, 'check(', 'a snippet shows a result')
      const f = await functionOf(t, `
local function check(found, wanted)
  if tostring(found) ~= wanted then error("expected " .. wanted .. ", got " .. tostring(found), 2) end
end
return function(event, context)
${checks}
return "ok" end`, { engine })
      t.equal((await f.request()).body.toString(), 'ok')
    })
  }
}

for (const block of blocks.filter((each) => fileOf(each)?.endsWith('_test.lua'))) {
  t.test(`${block.place} passes`, async (t) => {
    const folder = t.testdir({})
    const files = folderOf(block)
    t.ok(files['handler.lua'], 'the page has the handler')
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const { status, report } = functionTestsRun(folder)
    t.equal(status, 0, report)
    t.match(report, /^# [1-9]\d* passed, 0 failed$/m)
  })
}

for (const block of blocks.filter((each) => fileOf(each)?.endsWith('.rockspec'))) {
  t.test(`${block.place} is a rockspec`, async (t) => {
    const f = await functionOf(t, `
local spec = {}
assert(load(${JSON.stringify(block.text)}, "=rockspec", "t", spec))()
return function() return spec.package .. "-" .. spec.version .. ".rockspec " .. #spec.dependencies .. type(spec.source.url) .. spec.build.type end`)
    const [name] = fileOf(block)!.split('/').slice(-1)
    t.match((await f.request()).body.toString(), new RegExp(`^${name} [1-9]stringnone$`))
  })
}

t.test('every named Lua file is a handler, its module, a test or a rockspec', async (t) => {
  for (const block of blocks.filter((each) => fileOf(each) && !isHandler(each) && !/_test\.lua|\.rockspec/.test(fileOf(each)!))) {
    t.ok(folderOf(block)['handler.lua'], `${block.place} belongs to a handler on its page`)
  }
})
