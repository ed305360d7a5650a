import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ConfigError, LoadError } from '../../template/lua-ts/host/errors.ts'
import { CommandError } from '../command-error.ts'
import { readEventFile } from '../invoke/event-file.ts'
import type { EventFile } from '../invoke/event-file.ts'
import { functionEnvironment } from '../functions/function-environment.ts'
import { invokeHelp, readInvokeOptions } from './invoke-options.ts'
import type { InvokeCommandOptions, RequestHead } from './invoke-options.ts'
import { answerText } from '../invoke/answer-text.ts'
import { invokePlatforms } from '../invoke/invoke-platforms.ts'
import type { InvokeResult } from '../invoke/invoke-platforms.ts'
import { requestEvent } from '../invoke/request-event.ts'
import { readStack } from '../stack/stack.ts'
import type { Terminal } from '../terminal.ts'

// What the handler prints must not mix with the answer.
const standardError = 2
// As curl --fail has it.
const refusedStatus = 22

const readBody = async ({ method }: RequestHead, stdin: Terminal['stdin']): Promise<Buffer> => {
  const typed = (stdin as Terminal['stdin'] & { readonly isTTY?: boolean }).isTTY === true
  return typed || method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : buffer(stdin)
}

const readCall = async ({ call }: InvokeCommandOptions, { cwd, stdin }: Terminal): Promise<EventFile> => {
  if ('event' in call) return readEventFile(call.event, cwd, stdin)
  const body = await readBody(call.request, stdin)
  const length = body.length > 0 ? ['Content-Length', String(body.length)] : []
  return requestEvent({ ...call.request, headers: [...call.request.headers, ...length], body })
}

const exitStatus = ({ status, failed }: InvokeResult): number => {
  if (status !== undefined && status >= 400) return refusedStatus
  return failed ? 1 : 0
}

/** `lua-ts invoke`: calls a function once. Resolves to the exit status. Throws `UsageError` or `CommandError`. */
export const invokeCommand = async (terminal: Terminal): Promise<number> => {
  const { cwd, env, stdout } = terminal
  const options = readInvokeOptions(terminal.args.slice(1))
  if (options.help) {
    stdout.write(invokeHelp)
    return 0
  }
  const [fn] = readStack({ file: options.file, names: [options.name], cwd, env })
  const event = await readCall(options, terminal)
  const tmpDir = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-invoke-'))
  try {
    const environment = functionEnvironment(fn!, env, tmpDir)
    const result = await invokePlatforms[options.platform]({ event, environment, output: standardError })
    stdout.write(answerText(result, { json: options.json, toPerson: stdout.isTTY === true || options.platform !== 'openfaas' }))
    return exitStatus(result)
  } catch (error) {
    if (error instanceof LoadError || error instanceof ConfigError) throw new CommandError([error.message], { cause: error })
    throw error
  } finally {
    rmSync(tmpDir, { recursive: true, force: true })
  }
}
