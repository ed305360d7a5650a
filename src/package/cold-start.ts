import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localRuntimeApi } from '../invoke/local-runtime-api.ts'
import type { ZipFile } from './zip.ts'

/** How long a custom runtime takes from its start, in milliseconds. */
export interface ColdStart {
  /** Until it asks for its first event. */
  readonly askedMs: number
  /** Until that is answered. */
  readonly answeredMs: number
}

// What init and handler of the real function do has effects, and may need what only Lambda has.
const handler = 'return function() return {} end\n'

const timeoutMs = 10_000
const starts = 3

const unpack = (files: readonly ZipFile[], folder: string): void => {
  for (const { path, content, mode } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content, { mode })
  }
}

const start = async (root: string, task: string): Promise<ColdStart> => {
  const runtimeApi = await localRuntimeApi('{}', timeoutMs)
  const startedMs = performance.now()
  const sinceStart = () => performance.now() - startedMs
  const child = spawn(join(root, 'bootstrap'), [], {
    cwd: '/',
    env: { AWS_LAMBDA_RUNTIME_API: runtimeApi.api, LAMBDA_TASK_ROOT: task, _HANDLER: 'handler.handler' },
    stdio: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  const ended = once(child, 'exit').then(([code, signal]) => Promise.reject(new Error(`bootstrap ended with ${String(code ?? signal)}`)))
  try {
    const asked = runtimeApi.asked.then(sinceStart)
    const answered = runtimeApi.posted.then(({ failed, body }) => (failed ? Promise.reject(new Error(body.toString())) : sinceStart()))
    const [askedMs, answeredMs] = await Promise.race([Promise.all([asked, answered]), ended])
    return { askedMs, answeredMs }
  } finally {
    ended.catch(() => {})
    child.kill('SIGKILL')
    runtimeApi.close()
  }
}

/**
 * Starts the runtime in a package some times with an empty handler in place of the function; the median of that.
 * Rejects when it can't be started on this machine.
 */
export const coldStart = async (files: readonly ZipFile[], env: Readonly<Record<string, string | undefined>>): Promise<ColdStart> => {
  const folder = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-start-'))
  try {
    unpack(files, folder)
    const task = join(folder, 'lua-ts-task')
    mkdirSync(task)
    writeFileSync(join(task, 'handler.lua'), handler)
    const found: ColdStart[] = []
    for (let i = 0; i < starts; i++) found.push(await start(folder, task))
    return found.toSorted((a, b) => a.answeredMs - b.answeredMs)[Math.floor(starts / 2)]!
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
