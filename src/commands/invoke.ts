import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, LoadError } from '../../template/lua-ts/host/errors.ts'
import { CommandError } from '../command-error.ts'
import { readEventFile } from '../invoke/event-file.ts'
import { functionEnvironment } from '../functions/function-environment.ts'
import { invokeHelp, readInvokeOptions } from './invoke-options.ts'
import { invokePlatforms } from '../invoke/invoke-platforms.ts'
import { readStack } from '../stack/stack.ts'
import type { Terminal } from '../terminal.ts'

// What the handler prints must not mix with the answer.
const standardError = 2

/** `lua-ts invoke`: runs one event through a function. Resolves to the exit status: 1 when the function failed. */
export const invokeCommand = async (terminal: Terminal): Promise<number> => {
  const { cwd, env, stdin, stdout } = terminal
  const options = readInvokeOptions(terminal.args.slice(1))
  if (options.help) {
    stdout.write(invokeHelp)
    return 0
  }
  const [fn] = readStack({ file: options.file, names: [options.name], cwd, env })
  const event = await readEventFile(options.event, cwd, stdin)
  const tmpDir = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-invoke-'))
  try {
    const environment = functionEnvironment(fn!, env, tmpDir)
    const { failed, body } = await invokePlatforms[options.platform]({ event, environment, output: standardError })
    stdout.write(body.length === 0 ? '' : `${body.toString()}\n`)
    return failed ? 1 : 0
  } catch (error) {
    if (error instanceof LoadError || error instanceof ConfigError) throw new CommandError([error.message], { cause: error })
    throw error
  } finally {
    rmSync(tmpDir, { recursive: true, force: true })
  }
}
