import { Agent, request } from 'node:http'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { headerSafe } from './lambda-failure.ts'
import type { LambdaFailure } from './lambda-failure.ts'

/** One event to handle, as the Runtime API hands it out. */
export interface Invocation {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What the Runtime API says to an answer. */
export interface Receipt {
  readonly status: number
  readonly text: string
}

/** The Runtime API did something after which no invocation can be expected. */
export class RuntimeApiError extends Error {
  override name = 'RuntimeApiError'
  /** Status of its answer, 0 when there was none. */
  readonly status: number
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** The body of a streamed answer. */
export interface AnswerBody {
  /** Takes a piece. False when it is better to wait until `onDrain`'s listener is called. */
  write(bytes: Uint8Array): boolean
  onDrain(listener: () => void): void
  end(): void
  /** Ends it as one that failed. */
  fail(failure: LambdaFailure): void
  /** Breaks it off. */
  destroy(): void
}

/** Where the answers to invocations go. */
export interface LambdaAnswers {
  /** Answers an invocation. @throws RuntimeApiError when the connection fails */
  respond(invocation: Invocation, body: Uint8Array): Promise<Receipt>
  /** Opens a streamed answer; `received` is what came of it. */
  stream(invocation: Invocation, contentType: string): { readonly body: AnswerBody; readonly received: Promise<Receipt> }
  /** Reports that an invocation failed. @throws RuntimeApiError when the connection fails */
  fail(invocation: Invocation, failure: LambdaFailure): Promise<Receipt>
}

/** One connection to the Runtime API of AWS Lambda (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export interface LambdaClient extends LambdaAnswers {
  /** Waits for the next event, for hours if need be. @throws RuntimeApiError when there won't be one */
  next(): Promise<Invocation>
  /** Reports that the function can't be started. @throws RuntimeApiError when the connection fails */
  failInit(failure: LambdaFailure): Promise<Receipt>
  /** Cuts the connection; a `next` that waits rejects. */
  close(): void
}

const root = '/2018-06-01/runtime'

/** Bytes of the longest answer that is not streamed, as the service's own refusal has it. */
const longestAnswer = 6_291_556

/** A whole answer of the Runtime API. */
interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

// By events: reading a response with `for await` costs more than all the rest of a call.
const answerTo = (outgoing: ClientRequest, what: string): Promise<Answer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const fail = (cause: Error) => reject(new RuntimeApiError(`Cannot reach the Runtime API (${what}): ${cause.message}`, 0, { cause }))
  outgoing.once('response', (response: IncomingMessage) => {
    const pieces: Buffer[] = []
    response.on('data', (piece: Buffer) => void pieces.push(piece))
    response.once('error', fail)
    response.once('end', () =>
      resolve({ status: response.statusCode!, headers: response.headers, body: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces) }),
    )
  })
  // Not once: a connection may fail again while it is given up.
  outgoing.on('error', fail)
  return promise
}

const errorHeaders = (failure: LambdaFailure): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Lambda-Runtime-Function-Error-Type': headerSafe(failure.type),
  ...(failure.xrayCause === undefined ? {} : { 'Lambda-Runtime-Function-XRay-Error-Cause': failure.xrayCause }),
})

/** Answers of one attempt must not be taken for those of another, which has the same request id. */
const attempt = ({ headers }: Invocation): Record<string, string> => {
  const id = headers['lambda-runtime-invocation-id']
  return typeof id === 'string' && id !== '' ? { 'Lambda-Runtime-Invocation-Id': id } : {}
}

/** @param api host and port of the Runtime API, as `AWS_LAMBDA_RUNTIME_API` has them */
export const lambdaClient = (api: string): LambdaClient => {
  const at = api.lastIndexOf(':')
  const [host, port] = at < 0 ? [api, '80'] : [api.slice(0, at), api.slice(at + 1)]
  // One socket, used for everything: nothing is sent before the last answer has come.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  // No time-out anywhere: between two events the process may be frozen for hours.
  const open = (method: string, path: string, headers: Record<string, string | number>) => request({ host, port, agent, method, path, headers })

  const post = async (path: string, headers: Record<string, string>, body: Uint8Array): Promise<Receipt> => {
    const outgoing = open('POST', path, { ...headers, 'Content-Length': body.length })
    const answered = answerTo(outgoing, `POST ${path}`)
    outgoing.end(body)
    return receipt(await answered)
  }

  return {
    async next() {
      const path = `${root}/invocation/next`
      const outgoing = open('GET', path, {})
      const answered = answerTo(outgoing, `GET ${path}`)
      outgoing.end()
      const { status, headers, body } = await answered
      if (status !== 200) throw new RuntimeApiError(`Runtime API answered ${status} to GET ${path}: ${shortened(body.toString())}`, status)
      const id = headers['lambda-runtime-aws-request-id']
      if (typeof id !== 'string' || id === '') throw new RuntimeApiError('Runtime API sent an event without Lambda-Runtime-Aws-Request-Id', status)
      return { id, headers, body }
    },
    async respond(invocation, body) {
      try {
        return await post(pathOf(invocation, 'response'), { 'Content-Type': 'application/json', ...attempt(invocation) }, body)
      } catch (error) {
        // Who refuses a body this long may close the connection before all of it is there to be refused.
        if (error instanceof RuntimeApiError && body.length > longestAnswer) return { status: 413, text: error.message }
        throw error
      }
    },
    stream(invocation, contentType) {
      const path = pathOf(invocation, 'response')
      const outgoing = open('POST', path, {
        'Content-Type': contentType,
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        'Transfer-Encoding': 'chunked',
        Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
        ...attempt(invocation),
      })
      // The head alone tells the platform that the answer begins.
      outgoing.flushHeaders()
      return { body: answerBody(outgoing), received: answerTo(outgoing, `POST ${path}`).then(receipt) }
    },
    fail: (invocation, failure) =>
      post(pathOf(invocation, 'error'), { ...errorHeaders(failure), ...attempt(invocation) }, failure.body),
    failInit: (failure) => post(`${root}/init/error`, errorHeaders(failure), failure.body),
    close: () => agent.destroy(),
  }
}

const answerBody = (outgoing: ClientRequest): AnswerBody => ({
  write: (bytes) => outgoing.write(bytes),
  onDrain: (listener) => void outgoing.on('drain', listener),
  end: () => void outgoing.end(),
  fail(failure) {
    outgoing.addTrailers({
      'Lambda-Runtime-Function-Error-Type': headerSafe(failure.type),
      'Lambda-Runtime-Function-Error-Body': Buffer.from(failure.body).toString('base64'),
    })
    outgoing.end()
  },
  destroy: () => void outgoing.destroy(),
})

const pathOf = ({ id }: Invocation, what: string): string => `${root}/invocation/${encodeURIComponent(id)}/${what}`

const receipt = ({ status, body }: Answer): Receipt => ({ status, text: status === accepted ? '' : shortened(body.toString()) })

const accepted = 202
const longestText = 300

const shortened = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)}…` : text)
