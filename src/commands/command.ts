import { readFileSync } from 'node:fs'
import { CommandError, UsageError } from '../command-error.ts'
import type { HostProgram } from '../functions/host-processes.ts'
import type { Terminal } from '../terminal.ts'
import { upCommand } from './up.ts'

const help = `Usage: lua-ts COMMAND [OPTION...]

  lua-ts up         run the functions of stack.yml on this machine
  lua-ts new        make a function from the template
  lua-ts list       list the functions that run
  lua-ts logs       print what a running function has printed
  lua-ts emit       deliver an event to the running functions with a topic
  lua-ts test       run the tests of functions
  lua-ts invoke     run one event through a function, as a platform would
  lua-ts replay     run a recorded call again
  lua-ts package    make the archive that AWS Lambda or OpenWhisk takes
  lua-ts generate   print the manifests for a Kubernetes cluster
  lua-ts doctor     tell what is missing on this machine
  lua-ts completion print a shell's completion script
  lua-ts --help     this text; "lua-ts COMMAND --help" tells about one command
  lua-ts --version  the version
`

/** Those that start nothing themselves. */
const clients = ['list', 'logs', 'emit', 'new', 'doctor', 'test', 'generate', 'replay']

const readVersion = (): string => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}

type Command = (terminal: Terminal) => Promise<number>

/** All commands but `up`. What they need, such as Lua in this process, is loaded only for those who want it. */
const laterCommands: Readonly<Record<string, () => Promise<Command>>> = {
  new: async () => (await import('./new.ts')).newCommand,
  list: async () => (await import('./list.ts')).listCommand,
  logs: async () => (await import('./logs.ts')).logsCommand,
  emit: async () => (await import('./emit.ts')).emitCommand,
  test: async () => (await import('./test.ts')).testCommand,
  invoke: async () => (await import('./invoke.ts')).invokeCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  package: async () => (await import('./package.ts')).packageCommand,
  generate: async () => (await import('./generate.ts')).generateCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
}

const run = async (terminal: Terminal, program: HostProgram): Promise<number> => {
  const [command] = terminal.args
  if (command === 'up') return upCommand(terminal, program, `lua-ts/${readVersion()}`)
  if (command === undefined) throw new UsageError('Name a command')
  const load = Object.hasOwn(laterCommands, command) ? laterCommands[command] : undefined
  if (load !== undefined) return (await load())(terminal)
  if (!['-h', '--help', 'help', '-v', '--version'].includes(command)) {
    throw new UsageError(command.startsWith('-') ? `Unknown option "${command}"` : `Unknown command "${command}"`)
  }
  terminal.stdout.write(command.includes('v') ? `${readVersion()}\n` : help)
  return 0
}

/** Runs what `terminal.args` say and resolves to the exit status: 0, 1 for a mistake to put right, 2 for wrong usage. */
export const runCommand = async (terminal: Terminal, program: HostProgram): Promise<number> => {
  try {
    return await run(terminal, program)
  } catch (error) {
    if (error instanceof CommandError) {
      const [name = ''] = terminal.args
      const heading = clients.includes(name) ? `lua-ts ${name}` : 'Cannot start'
      terminal.stderr.write(`${heading}:\n${error.mistakes.map(mistake => `  ${mistake}\n`).join('')}`)
      return 1
    }
    if (!(error instanceof UsageError)) throw error
    const [command = ''] = terminal.args
    const about = command === 'up' || Object.hasOwn(laterCommands, command) ? `${command} --help` : '--help'
    terminal.stderr.write(`${error.message}: see "lua-ts ${about}"\n`)
    return 2
  }
}
