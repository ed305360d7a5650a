import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A function host that was started as Lambda starts a custom runtime. */
export interface LambdaProcess {
  readonly stdout: string
  readonly stderr: string
  /** Asks it to end. */
  stop(): void
  /** Its exit status, or the signal that ended it, when it has ended. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

const index = fileURLToPath(new URL('../../template/lua-ts/index.ts', import.meta.url))

/**
 * Starts the host against a Runtime API, on a folder with these files. It is ended when `t` ends.
 * `environment` goes over what Lambda sets.
 */
export const lambdaProcess = (
  t: { after(fn: () => unknown): unknown },
  api: string,
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): LambdaProcess => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-lambda-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const child = spawn(process.execPath, [index], {
    env: { PATH: process.env['PATH'], AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: folder, _HANDLER: 'handler.handler', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output.stderr += text))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null)
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    stop: () => void child.kill('SIGTERM'),
    ended,
  }
}
