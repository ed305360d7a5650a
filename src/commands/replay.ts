import { isUtf8 } from 'node:buffer'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ConfigError, LoadError } from '../../template/lua-ts/host/errors.ts'
import type { Recording } from '../../template/lua-ts/host/recording.ts'
import { readRecording, RecordingError } from '../../template/lua-ts/host/recording-file.ts'
import { maskText } from '../../template/lua-ts/host/recording-mask.ts'
import { CommandError, UsageError } from '../command-error.ts'
import { functionEnvironment } from '../functions/function-environment.ts'
import { replayedCall } from '../replay/replayed-call.ts'
import type { AnsweredAgain, Replayed } from '../replay/replayed-call.ts'
import { parseOptions } from '../parse-options.ts'
import { readStack } from '../stack/stack.ts'
import type { Output, Terminal } from '../terminal.ts'
import { http } from '../../template/lua-ts/host/node-http.ts'

export const replayHelp = `Usage: lua-ts replay FILE [OPTION...]

Runs a call that lua_record has kept again, on the function as it is now, and
prints its answer. What the function asks databases, servers, clocks and dice
for is answered from the recording; nothing leaves this machine. What the
handler prints goes to standard error.

      --live           ask the real ones; only the request comes from the file
      --header LINE    a header in place of the recorded one, as in
                       "Authorization: Bearer …"; may be given several times
      --name NAME      the function of the stack file (default: the recorded one)
      --json           the result as JSON
  -f, --file FILE      the stack file (default: stack.yml or stack.yaml)
  -h, --help           this text

Exit status: 0 the same answer as recorded, 3 another one, 4 the function asks
for what the recorded call did not ask for, 1 it can't be run, 2 wrong usage.
`

// What the handler prints must not mix with the answer.
const standardError = 2

const differs = 3
const misses = 4

const readFile = (file: string, cwd: string): { text: string; recording: Recording } => {
  try {
    const text = readFileSync(resolve(cwd, file), 'utf8')
    return { text, recording: readRecording(text) }
  } catch (cause) {
    if (cause instanceof RecordingError) throw new CommandError([`${file}: ${cause.message}`], { cause })
    const { code } = cause as NodeJS.ErrnoException
    throw new CommandError([`Cannot read "${file}" (${code}): name a file that lua_record has made`], { cause })
  }
}

const headerLines = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined) throw new UsageError(`--header "${line}": write "Name: value"`)
    return [name, value!]
  })

/** Header lines of a request whose values were kept back, and which nobody gives now. */
const maskedHeaders = ({ event }: Recording, given: readonly string[]): string[] => {
  const names = event.headers.filter((_, i) => i % 2 === 0 && event.headers[i + 1] === maskText)
  return names.filter((name) => !given.some((each, i) => i % 2 === 0 && each.toLowerCase() === name.toLowerCase()))
}

const jsonText = (replayed: Replayed, recording: Recording): string => {
  const about = { function: recording.functionName, recorded_at: recording.at, recorded_engine: recording.engine }
  if ('missed' in replayed) return JSON.stringify({ ...about, same: false, missed: replayed.missed })
  const { answer, differences, engine } = replayed
  const { status, headers, cut } = answer
  const body = Buffer.from(answer.body)
  const content = isUtf8(body) ? { body: body.toString() } : { body_base64: body.toString('base64') }
  return JSON.stringify({ ...about, engine, same: differences.length === 0, status, headers, ...content, cut, differences })
}

const printAnswer = ({ answer, differences }: AnsweredAgain, recording: Recording, stdout: Output): void => {
  const lines = answer.headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${answer.headers[i + 1]}\n`] : []))
  stdout.write(`HTTP ${answer.status} ${http.STATUS_CODES[answer.status] ?? ''}\n${lines.join('')}\n`)
  stdout.write(answer.body)
  stdout.write(answer.body.at(-1) === 10 || answer.body.length === 0 ? '\n' : '\n\n')
  if (differences.length === 0) stdout.write(`The same answer as on ${recording.at}\n`)
  else stdout.write(`Another answer than on ${recording.at}:\n${differences.map((line) => `  ${line}\n`).join('')}`)
}

const statusOf = (replayed: Replayed): number => {
  if ('missed' in replayed) return misses
  return replayed.differences.length === 0 ? 0 : differs
}

const parse = (args: readonly string[]) =>
  parseOptions(args, {
    live: { type: 'boolean', default: false },
    header: { type: 'string', multiple: true, default: [] },
    name: { type: 'string' },
    json: { type: 'boolean', default: false },
    file: { type: 'string', short: 'f' },
    help: { type: 'boolean', short: 'h', default: false },
  })

/** `lua-ts replay`: resolves to the exit status, see its help. Throws `UsageError` or `CommandError`. */
export const replayCommand = async (terminal: Terminal): Promise<number> => {
  const { cwd, env, stdout, stderr } = terminal
  const { values, positionals } = parse(terminal.args.slice(1))
  if (values.help) {
    stdout.write(replayHelp)
    return 0
  }
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new UsageError('Name one file')
  const headers = headerLines(values.header)
  const { text, recording } = readFile(file, cwd)
  if (recording.truncated) throw new CommandError([`${file}: The call was larger than lua_record_max_bytes, so it is not whole and can't be run again`])
  const name = values.name ?? recording.functionName
  if (name === '') throw new CommandError([`${file}: It doesn't say which function it is of: name it with --name`])
  const [fn] = readStack({ file: values.file, names: [name], cwd, env })
  const tmpDir = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-replay-'))
  try {
    const environment = functionEnvironment(fn!, env, tmpDir)
    const replayed = await replayedCall({ recording, text, environment, live: values.live, headers, output: standardError })
    if (values.json) stdout.write(`${jsonText(replayed, recording)}\n`)
    else if ('missed' in replayed) stderr.write(`${replayed.missed}\n`)
    else printAnswer(replayed, recording, stdout)
    const status = statusOf(replayed)
    const masked = maskedHeaders(recording, headers)
    if (status !== 0 && masked.length > 0) stderr.write(`Not in the recording: the value of ${masked.join(', ')}; give it with --header if the function looks at it\n`)
    return status
  } catch (error) {
    if (error instanceof LoadError || error instanceof ConfigError) throw new CommandError([error.message], { cause: error })
    throw error
  } finally {
    rmSync(tmpDir, { recursive: true, force: true })
  }
}
