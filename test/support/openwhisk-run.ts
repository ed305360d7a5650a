import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { serveOpenWhisk } from '../../template/lua-ts/serve/serve-openwhisk.ts'

/** What the action container answered. */
export interface ActionAnswer {
  readonly status: number
  readonly text: string
  readonly body: unknown
}

export interface ActionContainer {
  readonly url: string
  /** Posts to `/init`. `code` may be bytes of an archive. */
  init(code: string | Buffer, more?: { readonly main?: string; readonly env?: Readonly<Record<string, unknown>> }): Promise<ActionAnswer>
  run(value: unknown, more?: Readonly<Record<string, unknown>>): Promise<ActionAnswer>
  post(route: string, body: string): Promise<ActionAnswer>
  /** Output so far, without sentinels, and how many of them each stream has. */
  output(): { readonly stdout: string; readonly stderr: string; readonly marks: readonly [number, number] }
  /** The working folder that the action was given. */
  readonly folder: string
  stop(): Promise<void>
}

const sentinel = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n'

const withoutMarks = (file: string): readonly [text: string, marks: number] => {
  const parts = readFileSync(file, 'utf8').split(sentinel)
  return [parts.join(''), parts.length - 1]
}

/** Starts an action container in this process, with its output in files. It is stopped when `t` ends. */
export const actionContainer = async (
  t: { after(fn: () => unknown): unknown },
  engine: Settings['luaEngine'] = 'fengari',
  environment: Readonly<Record<string, string>> = {},
): Promise<ActionContainer> => {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'lua-ts-openwhisk-'))
  const files = [join(TMPDIR, 'stdout'), join(TMPDIR, 'stderr')] as const
  const [stdout, stderr] = [openSync(files[0], 'a'), openSync(files[1], 'a')]
  let folder = ''
  let end = () => {}
  const { promise: listening, resolve } = Promise.withResolvers<number>()
  const served = serveOpenWhisk({
    environment: { port: '0', TMPDIR, lua_engine: engine, ...environment },
    home: '/',
    stdout,
    stderr,
    enter: (path) => void (folder = path),
    listening: resolve,
    onEnd: (listener) => void (end = listener),
  })
  const url = `http://127.0.0.1:${await Promise.race([listening, served])}`
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= (end(), served))
  t.after(async () => {
    await stop()
    closeSync(stdout)
    closeSync(stderr)
    rmSync(TMPDIR, { recursive: true, force: true })
  })
  const post = async (route: string, body: string): Promise<ActionAnswer> => {
    const response = await fetch(url + route, { method: 'POST', body, headers: { 'Content-Type': 'application/json', Connection: 'close' } })
    const text = await response.text()
    return { status: response.status, text, body: JSON.parse(text) }
  }
  return {
    url,
    post,
    init: (code, { main = 'main', env } = {}) => {
      const value = { name: 'test', main, code: code.toString(Buffer.isBuffer(code) ? 'base64' : undefined), binary: Buffer.isBuffer(code), env }
      return post('/init', JSON.stringify({ value }))
    },
    run: (value, more = {}) => post('/run', JSON.stringify({ value, ...more })),
    output() {
      const [out, err] = files.map(withoutMarks) as [readonly [string, number], readonly [string, number]]
      return { stdout: out[0], stderr: err[0], marks: [out[1], err[1]] }
    },
    get folder() {
      return folder
    },
    stop,
  }
}
