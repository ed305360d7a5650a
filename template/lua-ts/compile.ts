import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

// Usage: node compile.ts FOLDER. Makes the code caches of the host in FOLDER, as `start.ts` reads them: for each engine
// what V8 compiles when a function starts and answers once.

const warmUp = async (index: string, engine: string, folder: string): Promise<void> => {
  const handler = join(folder, 'handler.lua')
  writeFileSync(handler, 'return function(event) return "Hello, " .. (event.name or "World") end\n')
  const settings = { lua_engine: engine, lua_handler: handler, port: '0', metrics_port: '0', healthcheck_interval: '0', TMPDIR: folder }
  const child = spawn(process.execPath, [index, '--cache'], { env: settings, stdio: ['ignore', 'inherit', 'pipe'] })
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

const folder = mkdtempSync(join(tmpdir(), 'compile-'))
try {
  for (const engine of ['fengari', 'wasm']) await warmUp(join(process.argv[2] ?? '', 'index.js'), engine, folder)
} finally {
  rmSync(folder, { recursive: true })
}
