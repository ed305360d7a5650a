import { nodeOptions } from '../src/functions/host-processes.ts'
import { type Command, fprocess } from './command.ts'
import { freePort } from './free-port.ts'
import type { WorkloadName } from './workloads.ts'

/** A server to measure. */
export interface Subject {
  readonly name: string
  /** True when it is to have a channel for messages to this process. */
  readonly channel?: boolean
  /** How to start it so that it serves `workload` on `port`; `folder` is for its temporary files. */
  command(workload: WorkloadName, port: number, folder: string): Command | Promise<Command>
}

/** Node.js alone: what all others are compared with. */
export const bare: Subject = {
  name: 'bare node:http',
  command: (workload, port) => ({ file: 'node', args: ['bench/peers/bare.ts', workload, `${port}`], env: {} }),
}

/** An Express app that works as the index.js of the official node22 template does. */
export const express: Subject = {
  name: 'node22-shaped Express app',
  // Its parsers drop binary bodies and refuse those beyond 100 kB unless told otherwise.
  command: (workload, port) => ({
    file: 'node',
    args: ['bench/peers/express.ts', workload, `${port}`],
    env: workload === 'echo' ? { RAW_BODY: 'true', MAX_RAW_SIZE: '2mb' } : {},
  }),
}

// Relative to the host's own folder, as that setting is.
const handlers: Readonly<Record<WorkloadName, string>> = {
  hello: 'function/handler.lua',
  json: '../../bench/peers/json.lua',
  echo: '../../bench/peers/echo.lua',
}

const hostOn = (engine: 'fengari' | 'wasm'): Subject['command'] => (workload, port, folder) => ({
  file: 'node',
  args: [...nodeOptions, 'template/lua-ts/index.ts'],
  env: { TMPDIR: folder, port: `${port}`, metrics_port: '0', lua_engine: engine, lua_handler: handlers[workload] },
})

/** This project's function host. For `hello` it runs the handler that the template gives to a new function. */
export const luaTs: Subject = { name: 'lua-ts', command: hostOn('fengari') }

/** The same with Lua 5.4. */
export const luaTsWasm: Subject = { name: 'lua-ts on wasm', command: hostOn('wasm') }

/** `subject` as the function behind the of-watchdog at `watchdog`, in its http mode, with its defaults for the rest. */
export const watched = (subject: Subject, watchdog: string): Subject => ({
  name: `of-watchdog + ${subject.name}`,
  command: async (workload, port, folder) => {
    const upstream = await freePort()
    const inner = await subject.command(workload, upstream, `${folder}/function`)
    return {
      file: watchdog,
      args: [],
      env: {
        TMPDIR: folder,
        mode: 'http',
        port: `${port}`,
        upstream_url: `http://127.0.0.1:${upstream}`,
        fprocess: fprocess(inner),
        prefix_logs: 'false',
      },
    }
  },
})

/** All servers, `bare` first; those behind of-watchdog only where one was found. */
export const subjects = (watchdog: string | undefined): readonly Subject[] => {
  const alone = [bare, luaTs, luaTsWasm, express]
  return watchdog === undefined ? alone : [...alone, ...[bare, luaTs, express].map((subject) => watched(subject, watchdog))]
}
