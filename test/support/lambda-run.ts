import type { Test } from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { lambda } from '../../template/lua-ts/platform/lambda.ts'
import { functionOf, linesLog } from './lua-function.ts'
import type { TestFunction } from './lua-function.ts'
import { runtimeApi } from './runtime-api.ts'
import type { RuntimeApi, RuntimeApiOptions } from './runtime-api.ts'

export interface LambdaRunOptions extends RuntimeApiOptions {
  readonly engine?: Settings['luaEngine']
  /** Environment variables of the process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Files of the function beside its handler. */
  readonly files?: Readonly<Record<string, string>>
}

export interface LambdaRun extends RuntimeApi {
  /** What the host and the handler wrote to the log. */
  readonly lines: readonly string[]
  /** What ended the loop. */
  readonly error: Error & { readonly status?: number }
}

/** A function on the Lambda platform, fed with the events of `options` by a fake Runtime API. */
export const lambdaRun = async (t: Test, handler: string, options: LambdaRunOptions = {}): Promise<LambdaRun> => {
  const { engine = 'fengari', environment = {}, files = {} } = options
  const server = await runtimeApi(t, options)
  const f: TestFunction = await functionOf(t, handler, { engine, environment, files, platform: 'lambda' })
  const lines: string[] = f.lines
  const platform = lambda({ invoke: f.invoke, log: linesLog(lines), settings: readSettings(environment), environment, api: server.api })
  const error = await platform.run().then(() => new Error('stopped'), (failure: Error) => failure)
  return Object.assign(Object.create(server) as RuntimeApi, { lines, error })
}
