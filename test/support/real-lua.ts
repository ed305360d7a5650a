import { spawnSync } from 'node:child_process'
import type { Test } from 'tap'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { functionOf } from './lua-function.ts'
import { missingPart } from './missing-part.ts'

type Engine = Settings['luaEngine']

/** What has tests at its end: closes what they opened. */
interface Owner {
  after(fn: () => void): unknown
}

/** The language that each engine speaks. */
export const languages: Readonly<Record<string, string>> = { fengari: '5.3', wasm: '5.4' }

/**
 * A chunk that runs each source as a chunk called `case` and reports its results or its error, a line each. Strings
 * are quoted, numbers show whether they are integers.
 */
const reporter = (sources: readonly string[]): string => `
local sources = { ${sources.map((source) => `[==[\n${source}]==]`).join(', ')} }
local function shown(value)
  if math.type(value) == "integer" then return "integer " .. value end
  if type(value) ~= "string" then return tostring(value) end
  return '"' .. value:gsub('[%c"\\\\\\128-\\255]', function(c) return ("\\\\%03d"):format(c:byte()) end) .. '"'
end
local function report(...)
  local values = table.pack(...)
  for i = 1, values.n do values[i] = shown(values[i]) end
  return table.concat(values, ", ")
end
local lines = {}
for i, source in ipairs(sources) do
  local chunk, message = load(source, "=case")
  lines[i] = chunk and report(pcall(chunk)) or report(nil, message)
end
return table.concat(lines, "\\n")`

/** What the real Lua of an engine's language reports of each source, or undefined where it is not installed. */
export const realReports = (engine: Engine, sources: readonly string[], environment: NodeJS.ProcessEnv = process.env): string[] | undefined => {
  const program = `io.write((function()${reporter(sources)} end)())`
  const { error, status, stdout, stderr } = spawnSync(`lua${languages[engine]}`, ['-'], { input: program, env: environment, encoding: 'utf8' })
  if (error) return undefined
  if (status !== 0) throw new Error(`lua${languages[engine]} failed: ${stderr}`)
  return stdout.split('\n')
}

/** What a function on this engine reports of each source. */
export const hostReports = async (t: Owner, engine: Engine, sources: readonly string[]): Promise<string[]> => {
  const f = await functionOf(t, `return function()${reporter(sources)} end`, { engine, settings: { luaGlobals: 'allow' } })
  return (await f.request()).body.toString().split('\n')
}

/** Runs each source in a handler and in the real Lua of the engine's language, and wants the same of both. */
export const sameAsRealLua = async (t: Test, engine: Engine, sources: readonly string[]): Promise<void> => {
  const wanted = realReports(engine, sources)
  if (!wanted) {
    missingPart(t, 'real Lua', 'apt-get install lua5.3 lua5.4')
    return
  }
  const found = await hostReports(t, engine, sources)
  sources.forEach((source, i) => t.equal(found[i], wanted[i], source.trim()))
}
