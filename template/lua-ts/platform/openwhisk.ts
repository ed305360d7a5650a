import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Invoke } from '../host/call.ts'
import { LoadError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import { parseExactJson } from './exact-json.ts'
import { callerText, failureText } from './failure-text.ts'
import { readActionCode } from './openwhisk-action.ts'
import type { ActionCode } from './openwhisk-action.ts'
import { NoDictionaryError } from './openwhisk-response.ts'
import { runActivation } from './openwhisk-run.ts'
import type { Activation } from './openwhisk-run.ts'
import { http } from '../host/node-http.ts'

export interface OpenWhiskOptions {
  /** Loads the code of the action. @throws LoadError */
  readonly load: (code: ActionCode) => Promise<Invoke>
  readonly log: Pick<Log, 'host'>
  /** Writes what is logged so far, and the line that ends an activation's output, to both streams. */
  readonly mark: () => void
  /** Whether activations may overlap. */
  readonly isConcurrent: boolean
  readonly marginMs: number
  /** Status of an activation whose handler failed. */
  readonly errorStatus: number
}

export interface OpenWhisk {
  readonly server: Server
  /** Refuses what comes from now on, and resolves when the activations that run have ended and been answered. */
  drain(): Promise<void>
}

/** As the action proxy of the Node.js runtime names them. */
type State = 'new' | 'starting' | 'ready' | 'stopped'

interface Answer {
  readonly status: number
  readonly body: Buffer
}

const answer = (status: number, value: object): Answer => ({ status, body: Buffer.from(JSON.stringify(value)) })

const failure = (status: number, error: string): Answer => answer(status, { error })

// The largest code that OpenWhisk takes is 48 MB, which base64 makes a third larger.
const maxBodyBytes = 72 * 2 ** 20

const badRequest = failure(500, 'Bad request.')

const readBody = async (req: IncomingMessage): Promise<unknown> => {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of req) {
    bytes += (piece as Buffer).length
    if (bytes > maxBodyBytes) throw new RangeError(`The request is larger than ${maxBodyBytes} bytes`)
    pieces.push(piece as Buffer)
  }
  return parseExactJson(Buffer.concat(pieces).toString())
}

/** OpenWhisk's HTTP interface: `/init` once, then `/run` for each activation. */
class ActionProxy {
  readonly #options: OpenWhiskOptions
  #state: State = 'new'
  #invoke: Invoke | undefined
  #running = 0
  #draining: (() => void) | undefined

  constructor(options: OpenWhiskOptions) {
    this.#options = options
  }

  async answer(req: IncomingMessage): Promise<Answer> {
    if (this.#draining) return failure(503, 'The action is being shut down.')
    const route = req.method === 'POST' ? req.url : undefined
    if (route !== '/init' && route !== '/run') return badRequest
    let body
    try {
      body = await readBody(req)
    } catch {
      return badRequest
    }
    if (typeof body !== 'object' || body === null) return badRequest
    return route === '/init' ? this.#init(body) : this.#run(body as Record<string, unknown>)
  }

  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#draining = resolve
      if (this.#running === 0) resolve()
    })
  }

  /** A mistake of the platform, which the log shows as its own action proxies do. */
  #refuse(text: string, told = text): Answer {
    this.#options.log.host(`Internal system error: ${text}`, undefined, 'error')
    return failure(403, told)
  }

  async #init(body: unknown): Promise<Answer> {
    if (this.#state === 'ready') return this.#refuse('Cannot initialize the action more than once.')
    if (this.#state !== 'new') return this.#refuse(`System not ready, status is ${this.#state}.`)
    const code = readActionCode(body)
    if (!code) return this.#refuse('Missing main/no code to execute.')
    this.#state = 'starting'
    try {
      this.#invoke = await this.#options.load(code)
      this.#state = 'ready'
      return answer(200, { OK: true })
    } catch (error) {
      this.#state = 'stopped'
      return this.#initFailed(error)
    }
  }

  #initFailed(error: unknown): Answer {
    const { log, mark } = this.#options
    const message = error instanceof Error ? error.message : String(error)
    const text = error instanceof LoadError && error.kind === 'syntax' ? `syntax error: ${message}` : message
    log.host(`Error during initialization: ${text}`, undefined, 'error')
    mark()
    return failure(502, `Initialization has failed due to: ${text}`)
  }

  async #run(body: Record<string, unknown>): Promise<Answer> {
    if (this.#state === 'new') return this.#refuse('System not initialized.')
    if (this.#state !== 'ready') return this.#refuse(`System not ready, status is ${this.#state}.`)
    if (this.#running > 0 && !this.#options.isConcurrent) return this.#refuse('System not ready, status is running.')
    const { value = {}, ...others } = body
    if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
      const mistake = `the argument must be a dictionary but has type '${Array.isArray(value) ? 'array' : typeof value}'.`
      return this.#refuse(mistake, `Internal system error: ${mistake}`)
    }
    const fields = Object.fromEntries(Object.entries(others).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    this.#running++
    const result = await this.#activate({ value: (value ?? {}) as Activation['value'], fields })
    this.#options.mark()
    if (--this.#running === 0) this.#draining?.()
    return result
  }

  async #activate(activation: Activation): Promise<Answer> {
    const { log, marginMs, errorStatus } = this.#options
    try {
      return { status: 200, body: await runActivation(this.#invoke!, activation, marginMs) }
    } catch (error) {
      if (error instanceof NoDictionaryError) return failure(502, error.message)
      log.host(`An error has occurred: ${failureText(error)}`, activation.fields['activation_id'], 'error')
      return failure(errorStatus, `An error has occurred: ${callerText(error)}`)
    }
  }
}

const send = (res: ServerResponse, { status, body }: Answer): void => {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body)
}

/**
 * The OpenWhisk platform: the HTTP interface of an action container
 * (https://github.com/apache/openwhisk/blob/master/docs/actions-new.md).
 */
export const openwhisk = (options: OpenWhiskOptions): OpenWhisk => {
  const proxy = new ActionProxy(options)
  const open = new Set<ServerResponse>()
  let allSent: (() => void) | undefined
  const server = http.createServer((req, res) => {
    open.add(res)
    res.once('close', () => {
      open.delete(res)
      if (open.size === 0) allSent?.()
    })
    proxy.answer(req).then(
      (reply) => send(res, reply),
      (error: unknown) => {
        options.log.host(failureText(error), undefined, 'error')
        send(res, failure(500, 'Internal error.'))
      },
    )
  })
  // An activation may take as long as its deadline says, and the container is frozen between two.
  server.requestTimeout = 0
  server.timeout = 0
  server.keepAliveTimeout = 0
  const sent = (): Promise<void> =>
    new Promise((resolve) => {
      allSent = resolve
      if (open.size === 0) resolve()
    })
  return { server, drain: () => proxy.drain().then(sent) }
}
