import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { textTable } from './function-table.ts'
import { parseOptions } from '../parse-options.ts'
import type { Terminal } from '../terminal.ts'

export const doctorHelp = `Usage: lua-ts doctor [OPTION...]

Tells what is there on this machine and what is missing, a line each: "missing"
is what "lua-ts up" can't work without, "absent" what only some tasks need.

      --json  a list of { name, state, detail } instead
  -h, --help  this text

Exit status: 0; 1 when something is missing; 2 for wrong usage.
`

/** What was found: `missing` keeps `lua-ts up` from working, `absent` does not. */
interface Finding {
  readonly name: string
  readonly state: 'ok' | 'absent' | 'missing'
  readonly detail: string
}

const oldestNode = 24

const checkNode = (): Finding => {
  const good = Number(process.versions.node.split('.')[0]) >= oldestNode
  return { name: 'Node.js', state: good ? 'ok' : 'missing', detail: good ? process.version : `${process.version}: ${oldestNode} or newer is needed; "npm install" brings it, and npm scripts find it` }
}

const checkTmp = (dir: string): Finding => {
  try {
    accessSync(dir, constants.W_OK)
    return { name: 'Temporary folder', state: 'ok', detail: dir }
  } catch {
    return { name: 'Temporary folder', state: 'missing', detail: `${dir} can't be written: set TMPDIR to one that can` }
  }
}

const checkPort = async (port: number): Promise<Finding> => {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return { name: `Port ${port}`, state: 'ok', detail: 'free' }
  } catch {
    return { name: `Port ${port}`, state: 'absent', detail: 'in use, perhaps by "lua-ts up": choose another one with --port' }
  } finally {
    server.close()
  }
}

const checkProgram = async (name: string, args: readonly string[], use: string, env: Terminal['env']): Promise<Finding> => {
  try {
    const { stdout } = await promisify(execFile)(name, args, { timeout: 5_000, env: { PATH: env.PATH } })
    return { name, state: 'ok', detail: stdout.trim().split('\n')[0] ?? '' }
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { name, state: 'absent', detail: `${gone ? 'not found' : 'found, but does not answer'}: needed only to ${use}` }
  }
}

/** `lua-ts doctor`: resolves to the exit status. Throws a `UsageError`. */
export const doctorCommand = async ({ args, stdout, env }: Terminal): Promise<number> => {
  const { values } = parseOptions(args.slice(1), { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } })
  if (values.help) {
    stdout.write(doctorHelp)
    return 0
  }
  const findings = await Promise.all([
    checkNode(),
    checkTmp(env.TMPDIR || tmpdir()),
    checkPort(8080),
    checkProgram('faas-cli', ['version', '--short-version'], 'build and deploy images', env),
    checkProgram('docker', ['--version'], 'build images', env),
    checkProgram('git', ['--version'], 'pull templates', env),
  ])
  const rows = findings.map(({ name, state, detail }) => [state, name, detail])
  stdout.write(values.json ? `${JSON.stringify(findings, null, 2)}\n` : textTable(rows))
  return findings.some(({ state }) => state === 'missing') ? 1 : 0
}
