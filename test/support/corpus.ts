import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { functionOf } from './lua-function.ts'
import { languages } from './real-lua.ts'

type Engine = Settings['luaEngine']

/** A Lua program whose output is compared: what it prints, what it returns, or its error. */
export interface CorpusCase {
  /** `file/name of the case`. */
  readonly name: string
  /** The language it is for, `5.3` or `5.4`; undefined for both. */
  readonly language: string | undefined
  readonly source: string
}

const folder = fileURLToPath(new URL('../lua/corpus', import.meta.url))

const heading = /^-- case: (.+?)(?: \[(5\.[34])\])?$/

/** The cases of all files of the corpus. A line `-- case: name` begins one; `[5.4]` after the name limits it to that language. */
export const readCorpus = (): CorpusCase[] => readdirSync(folder).toSorted().flatMap((file) => {
  const cases: { name: string; language: string | undefined; lines: string[] }[] = []
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
    const found = heading.exec(line)
    if (found) cases.push({ name: `${file.replace(/\.lua$/, '')}/${found[1]}`, language: found[2], lines: [] })
    else cases.at(-1)?.lines.push(line)
  }
  return cases.map(({ lines, ...rest }) => ({ ...rest, source: lines.join('\n') }))
})

/** The cases that an engine's language has. */
export const casesOf = (engine: Engine, cases: readonly CorpusCase[]): CorpusCase[] =>
  cases.filter(({ language }) => language === undefined || language === languages[engine])

const separator = '\n=====\n'

/**
 * A chunk that runs each case as a chunk called `case` and returns what each gave: the lines that it printed, then
 * `true` and its results or `false` and its error. Strings are quoted, numbers show whether they are integers.
 */
const runner = (cases: readonly CorpusCase[]): string => `
local sources = { ${cases.map(({ source }) => `[======[\n${source}]======]`).join(', ')} }
local concat, pack, pcall, load, mathtype, type, tostring, getmetatable = table.concat, table.pack, pcall, load, math.type, type, tostring, debug.getmetatable
local gsub, format, byte = string.gsub, string.format, string.byte
local function escaped(c) return format("\\\\%03d", byte(c)) end
local function shown(value)
  local kind = type(value)
  if mathtype(value) == "integer" then return "integer " .. value end
  if kind == "string" then return '"' .. gsub(value, '[%c"\\\\\\128-\\255]', escaped) .. '"' end
  if kind == "number" or kind == "nil" or kind == "boolean" then return tostring(value) end
  local meta = getmetatable(value)
  return type(meta) == "table" and meta.__tostring and tostring(value) or kind
end
local function report(...)
  local values = pack(...)
  for i = 1, values.n do values[i] = shown(values[i]) end
  return concat(values, ", ")
end
local results = {}
for i = 1, #sources do
  local lines = {}
  print = function(...) lines[#lines + 1] = report(...) end
  local chunk, message = load(sources[i], "=case")
  local last = chunk and report(pcall(chunk)) or report("cannot compile", message)
  lines[#lines + 1] = last
  results[i] = concat(lines, "\\n")
end
return concat(results, "\\n=====\\n")`

/** What the real Lua of an engine's language gives for each case, or undefined where it is not installed. */
export const realOutcomes = (engine: Engine, cases: readonly CorpusCase[]): string[] | undefined => {
  const program = `io.write((function()${runner(cases)} end)())`
  const { error, status, stdout, stderr } = spawnSync(`lua${languages[engine]}`, ['-'], { input: program, encoding: 'utf8', maxBuffer: 1e8, timeout: 30_000 })
  if (error) return undefined
  if (status !== 0) throw new Error(`lua${languages[engine]} failed: ${stderr}`)
  return stdout.split(separator)
}

/** What a function on this engine gives for each case. */
export const hostOutcomes = async (t: { after(fn: () => void): unknown }, engine: Engine, cases: readonly CorpusCase[]): Promise<string[]> => {
  const f = await functionOf(t, `return function()${runner(cases)} end`, { engine, settings: { luaGlobals: 'allow' } })
  return (await f.request()).body.toString().split(separator)
}
