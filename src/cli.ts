#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { runCommand } from './command.ts'

const { argv, env, execPath, stdin, stdout, stderr } = process
const index = fileURLToPath(new URL('../template/lua-ts/index.ts', import.meta.url))
const end = new AbortController()
const force = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => (end.signal.aborted ? force : end).abort())
}
// Whatever ends this program, none of the hosts outlives it.
process.on('exit', () => force.abort())
for (const output of [stdout, stderr]) {
  // Nobody reads any more, as after `lua-ts up | head`.
  output.on('error', () => end.abort())
}

process.exitCode = await runCommand(
  { args: argv.slice(2), stdin, stdout, stderr, env, cwd: process.cwd(), signal: end.signal, force: force.signal },
  { node: execPath, index },
)
