import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { functionOf } from '../support/lua-function.ts'
import { templateFolder } from './dockerfile.ts'

const functionFolder = join(templateFolder, 'function')
const folder = join(functionFolder, '.lua-ts')
const read = (name: string) => readFileSync(join(folder, `${name}.lua`), 'utf8')
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] as string)

/** Names of the fields and functions that an annotation file gives a class or module. */
const members = (text: string, name: string): string[] => {
  const fields = new RegExp(`---@class lua_ts\\.${name}\\n((?:---.*\\n)*)`).exec(text)?.[1] ?? ''
  return [...matches(fields, /^---@field (\w+)/gm), ...matches(text, new RegExp(`^function ${name}[.:](\\w+)`, 'gm'))].sort()
}

t.test('the annotations are Lua', async (t) => {
  for (const file of readdirSync(folder)) {
    const source = readFileSync(join(folder, file), 'utf8')
    t.match(source, /^---@meta\n/, file)
    const f = await functionOf(t, `local chunk, message = load([==[${source}]==], "=annotations")\nassert(chunk, message)\nreturn function() return "ok" end`)
    t.equal((await f.request()).body.toString(), 'ok', file)
  }
})

t.test('the annotations of modules name what the modules have', async (t) => {
  const f = await functionOf(t, `
return function(event)
  local names = {}
  for name in pairs(require(event.name)) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, " ")
end`)
  const modules = readdirSync(folder).map((file) => file.replace('.lua', '')).filter((name) => !['cjson', 'host', 'test'].includes(name))
  t.ok(modules.includes('json') && modules.includes('time'))
  for (const name of modules) {
    const { body } = await f.request({ query: `name=${name}` })
    t.same(members(read(name), name), body.toString().split(' ').sort(), name)
  }
})

t.test('the annotations of tests name what test files see', async (t) => {
  const text = read('test')
  const words = [...matches(text, /^function (\w+)\(/gm), ...matches(text, /^(\w+) = \{\}/gm)].sort()
  const fakes = matches(text, /^function fake\.(\w+)/gm).sort()
  const test = `
local function names_of(value)
  local names = {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, " ")
end
it("has these words", function() assert.are.equal("${words.join(' ')}", names_of(require "busted")) end)
it("has these fakes", function() assert.are.equal("${fakes.join(' ')}", names_of(fake)) end)`
  const { status, report } = functionTestsRun(t.testdir({ 'words_test.lua': test }))
  t.equal(status, 0, 'no test fails', { report })
})

t.test('the annotations of event and context name what these have', async (t) => {
  const f = await functionOf(t, `
return function(event, context)
  local of, names = { event = event, context = context }, {}
  for name in event.query.names:gmatch("%S+") do
    names[#names + 1] = name .. " " .. type(of[event.query.of][name])
  end
  local fields = {}
  for name in pairs(event) do fields[#fields + 1] = name end
  return { names = names, fields = fields }
end`)
  const ask = async (of: string, names: readonly string[]) => {
    const { body } = await f.request({ query: `of=${of}&names=${names.join('+')}` })
    return JSON.parse(body.toString()) as { names: string[]; fields: string[] }
  }
  const eventNames = members(read('host'), 'Event')
  const contextNames = members(read('host'), 'Context')
  const event = await ask('event', eventNames)
  t.notMatch(event.names.join(), / nil/)
  t.same(eventNames, [...event.fields, 'json', 'read', 'chunks'].sort())
  t.notMatch((await ask('context', contextNames)).names.join(), / nil/)
  const source = readFileSync(join(templateFolder, 'lua', 'context.ts'), 'utf8')
  const known = matches(source.slice(source.indexOf('const contextFields')), /^ {2,4}(\w+): \((?:t|_)\b/gm)
  t.same(contextNames, known.sort())
})

t.test('the editor finds annotations and rocks where they are', async (t) => {
  const settings = JSON.parse(readFileSync(join(functionFolder, '.luarc.json'), 'utf8')) as Record<string, unknown>
  t.match(settings, { 'runtime.version': 'Lua 5.3', 'workspace.library': ['.lua-ts'] })
  t.ok((settings['runtime.path'] as string[]).includes('lua_modules/share/lua/5.3/?.lua'))
  t.match(readFileSync(join(templateFolder, '.dockerignore'), 'utf8'), /^function\/\.lua-ts$/m)
  for (const name of matches(readFileSync(join(functionFolder, 'handler.lua'), 'utf8'), /lua_ts\.(\w+)/g)) {
    t.match(read('host'), new RegExp(`---@(class|alias) lua_ts\\.${name}\\b`), name)
  }
})
