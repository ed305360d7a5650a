import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Lifecycle } from '../host/lifecycle.ts'
import type { Slots } from '../host/slots.ts'

export interface ProbesOptions {
  readonly lifecycle: Lifecycle
  readonly slots: Slots
  /** Asks the function itself whether it is ready; absent when it need not be asked. */
  readonly askFunction: ((req: IncomingMessage, res: ServerResponse) => void) | undefined
  /** The function's own `ready`, asked where `ready_path` asks for nothing else. Never rejects. */
  readonly ready?: (() => Promise<boolean>) | undefined
}

const answer = (res: ServerResponse, status: number): void => {
  res.writeHead(status, ['Content-Length', '0'])
  res.end()
}

const isProbe = (url: string, path: string): boolean =>
  url.startsWith(path) && (url.length === path.length || url.charCodeAt(path.length) === 0x3f)

/**
 * Answers `/_/health` and `/_/ready`, these exact paths only, byte for byte as of-watchdog does; false for any other
 * request. Neither is counted, and neither waits for Lua, unless `ready_path` or a `ready` of its own wants the function's word.
 */
export const probes = ({ lifecycle, slots, askFunction, ready }: ProbesOptions) => {
  const answerHealth = (res: ServerResponse): void => {
    if (!lifecycle.healthy()) return answer(res, 503)
    res.writeHead(200, ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', '2'])
    res.end('OK')
  }

  const answerReady = (req: IncomingMessage, res: ServerResponse): void => {
    if (!lifecycle.healthy()) return answer(res, 503)
    const { full } = slots
    if (typeof full === 'boolean') answerRoom(req, res, full)
    else void full.then((isFull) => answerRoom(req, res, isFull))
  }

  const answerRoom = (req: IncomingMessage, res: ServerResponse, full: boolean): void => {
    if (full) answer(res, 429)
    else if (askFunction !== undefined) askFunction(req, res)
    else if (ready === undefined) answer(res, 200)
    else void ready().then((isReady) => answer(res, isReady ? 200 : 503))
  }

  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const url = req.url as string
    if (!url.startsWith('/_/')) return false
    const health = isProbe(url, '/_/health')
    if (!health && !isProbe(url, '/_/ready')) return false
    if (req.method === 'HEAD') res.writeHead(405).end()
    else if (req.method !== 'GET') answer(res, 405)
    else if (health) answerHealth(res)
    else answerReady(req, res)
    return true
  }
}
