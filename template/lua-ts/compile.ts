import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

// Usage: node compile.ts FOLDER. Makes the bundle in FOLDER, `host.js`, the function that `start.ts` calls, and compiles what
// runs at every start, for each engine: the prelude in Lua, and then what V8 compiles when a function starts and answers
// once, as code caches.

const home = resolve(process.argv[2] ?? '')
const index = join(home, 'index.js')

const greeting = 'return function(event) return "Hello, " .. (event.name or "World") end\n'

// The engine itself knows best what it can load.
const dump = (engine: string): string => `
  local source = assert(io.open("${home}/prelude.lua", "rb"))
  local compiled = assert(io.open("${home}/prelude.${engine}.luac", "wb"))
  compiled:write(string.dump(assert(load(source:read("a"), "=[host]"))))
  compiled:close()
  return function() end`

/** Starts the host, asks it once and ends it. */
const run = async (engine: string, handler: string, folder: string, ...args: readonly string[]): Promise<void> => {
  const file = join(folder, 'handler.lua')
  writeFileSync(file, handler)
  const settings = { lua_engine: engine, lua_handler: file, port: '0', metrics_port: '0', healthcheck_interval: '0', TMPDIR: folder }
  const child = spawn(process.execPath, [index, ...args], { env: settings, stdio: ['ignore', 'inherit', 'pipe'] })
  const closed = once(child, 'close')
  let said = ''
  for await (const line of createInterface(child.stderr)) {
    said += `${line}\n`
    const port = / Listening on port: (\d+)$/.exec(line)?.[1]
    if (port !== undefined) await fetch(`http://127.0.0.1:${port}/?name=Ada`)
    if (/ Writing lock-file to: /.test(line)) child.kill('SIGTERM')
  }
  const [code] = (await closed) as [number | null]
  if (code !== 0) throw new Error(`Cannot start ${index} with lua_engine=${engine}:\n${said}`)
}

const host = join(home, 'host.js')
writeFileSync(host, `(function (exports, require, module, __filename, __dirname) {${readFileSync(host, 'latin1')}\n})`, 'latin1')
const folder = mkdtempSync(join(tmpdir(), 'compile-'))
try {
  for (const engine of ['fengari', 'wasm']) {
    await run(engine, dump(engine), folder)
    await run(engine, greeting, folder, '--cache')
  }
} finally {
  rmSync(folder, { recursive: true })
}
