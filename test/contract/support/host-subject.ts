import { fileURLToPath } from 'node:url'
import { program } from './program.ts'
import { get } from './request.ts'
import { lockFolder, target } from './target.ts'
import type { Subject } from './target.ts'
import { untilReady } from './until-ready.ts'
import { send } from './wire.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const index = fileURLToPath(new URL('../../../template/lua-ts/index.ts', import.meta.url))
const handler = fileURLToPath(new URL('contract/handler.lua', import.meta.url))

/** The function host of this project with the contract's Lua handler. */
export const hostSubject: Subject = {
  name: 'the function host',
  launch: async (settings) => {
    const { TMPDIR, remove } = await lockFolder(settings)
    const env = { PATH: process.env['PATH'] ?? '', port: '0', metrics_port: '0', lua_handler: handler, ...settings, TMPDIR }
    const started = program({ file: process.execPath, args: [index], env, cwd: folder })
    const port = await portOf(started.line('stderr', / Listening on port: \d+$/, 20_000))
    const metricsPort = await portOf(started.line('stderr', /Metrics listening on port: \d+$/, port === 0 ? 0 : 5000))
    return target(started, { port, metricsPort, TMPDIR, remove })
  },
  ready: async (started) => {
    const healthy = async (): Promise<boolean> => (await send(started.port, get('/_/health'))).status === 200
    await untilReady(started, 'The function host', healthy)
  },
}

const portOf = async (line: Promise<string | undefined>): Promise<number> => Number(/\d+$/.exec((await line) ?? '')?.[0] ?? 0)
