#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { compileCacheDir } from './compile-cache.ts'

const { argv, env, execPath, stdin, stdout, stderr } = process
const index = fileURLToPath(new URL('../template/lua-ts/index.ts', import.meta.url))
const warmUp = fileURLToPath(new URL('./functions/host-warm-up.ts', import.meta.url))
const end = new AbortController()
const force = new AbortController()

// npm passes on the Ctrl-C that the terminal has sent to its whole group already: one key press arrives twice.
const echoMs = 400
let lastSignalMs = -Infinity
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const sinceMs = performance.now() - lastSignalMs
    lastSignalMs = performance.now()
    if (!end.signal.aborted) end.abort()
    else if (sinceMs > echoMs) force.abort()
  })
}
// Whatever ends this program, none of the hosts outlives it.
process.on('exit', () => force.abort())
for (const output of [stdout, stderr]) {
  // Nobody reads any more, as after `lua-ts up | head`.
  output.on('error', () => end.abort())
}

const cacheDir = compileCacheDir()
enableCompileCache(cacheDir)
// Not before: only what is loaded from now on comes from the cache.
const { runCommand } = await import('./commands/command.ts')
process.exitCode = await runCommand(
  { args: argv.slice(2), stdin, stdout, stderr, env, cwd: process.cwd(), signal: end.signal, force: force.signal },
  { node: execPath, index, warmUp, cacheDir },
)
