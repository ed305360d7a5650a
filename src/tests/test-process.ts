import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { TestResult } from '../../template/lua-ts/testing/test-result.ts'
import type { Output } from '../terminal.ts'

export interface TestProcessOptions {
  readonly node: string
  /** The host's program. */
  readonly index: string
  readonly folder: string
  /** What follows the folder: files and options. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Gets what the function prints. */
  readonly stderr: Output
  readonly signal: AbortSignal
}

/** The tests of one function, which run in a process of their own. */
export class TestProcess {
  readonly #results: TestResult[] = []
  #listener: ((result: TestResult) => void) | undefined
  /** Resolves to why its tests could not be run to their end, or to undefined. */
  readonly ended: Promise<string | undefined>

  constructor({ node, index, folder, args, environment, stderr, signal }: TestProcessOptions) {
    const child = spawn(node, [index, '--test', folder, ...args, '--report=json'], {
      env: environment, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL',
    })
    child.stderr.on('data', (piece: Buffer) => void stderr.write(piece))
    this.ended = this.#run(child, signal)
  }

  /** Hands over the results so far, and those to come. */
  watch(listener: (result: TestResult) => void): void {
    this.#listener = listener
    for (const result of this.#results.splice(0)) listener(result)
  }

  async #run(child: ChildProcess, signal: AbortSignal): Promise<string | undefined> {
    let failed = 0
    const closed = new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(signal.aborted ? undefined : error.message))
      child.once('close', (code, killed) => {
        const explained = code === 0 || (code === 1 && failed > 0)
        resolve(explained || signal.aborted ? undefined : `The tests ended early (${killed ?? `exit status ${code}`}): standard error says why`)
      })
    })
    for await (const line of createInterface({ input: child.stdout! })) {
      const result = JSON.parse(line) as TestResult
      if (result.status === 'failed') failed++
      if (this.#listener) this.#listener(result)
      else this.#results.push(result)
    }
    return await closed
  }
}
