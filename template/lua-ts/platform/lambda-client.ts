import type { HttpAnswer } from './answer-reader.ts'
import { httpConnection } from './http-connection.ts'
import { answerStreams } from './lambda-answer-stream.ts'
import type { AnswerBody } from './lambda-answer-stream.ts'
import { headerSafe } from './lambda-failure.ts'
import type { LambdaFailure } from './lambda-failure.ts'
import { RuntimeApiError } from './runtime-api-error.ts'

/** One event to handle, as the Runtime API hands it out. */
export interface Invocation {
  readonly id: string
  readonly headers: HttpAnswer['headers']
  readonly body: Buffer
}

/** What the Runtime API says to an answer. */
export interface Receipt {
  readonly status: number
  readonly text: string
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

const json = 'Content-Type: application/json\r\n'

const errorHeaders = ({ type, xrayCause }: LambdaFailure): string => {
  const cause = xrayCause === undefined ? '' : `Lambda-Runtime-Function-XRay-Error-Cause: ${xrayCause}\r\n`
  return `${json}Lambda-Runtime-Function-Error-Type: ${headerSafe(type)}\r\n${cause}`
}

/** Answers of one attempt must not be taken for those of another, which has the same request id. */
const attempt = ({ headers }: Invocation): string => {
  const id = headers['lambda-runtime-invocation-id']
  return id ? `Lambda-Runtime-Invocation-Id: ${id}\r\n` : ''
}

const unreachable = (what: string, cause: Error): RuntimeApiError =>
  new RuntimeApiError(`Cannot reach the Runtime API (${what}): ${cause.message}`, 0, { cause })

/** @param api host and port of the Runtime API, as `AWS_LAMBDA_RUNTIME_API` has them */
export const lambdaClient = (api: string): LambdaClient => {
  const at = api.lastIndexOf(':')
  const [host, port] = at < 0 ? [api, 80] : [api.slice(0, at), Number(api.slice(at + 1))]
  // One connection, used for everything but streams: nothing is sent before the last answer has come.
  const connection = httpConnection(host, port)
  const streams = answerStreams(host, port)

  const ask = (method: string, path: string, headers: string, body?: Uint8Array): Promise<HttpAnswer> =>
    connection.request(method, path, headers, body).catch((cause: Error) => Promise.reject(unreachable(`${method} ${path}`, cause)))

  const post = async (path: string, headers: string, body: Uint8Array): Promise<Receipt> => receipt(await ask('POST', path, headers, body))

  return {
    async next() {
      const path = `${root}/invocation/next`
      const { status, headers, body } = await ask('GET', path, '')
      if (status !== 200) throw new RuntimeApiError(`Runtime API answered ${status} to GET ${path}: ${shortened(body.toString())}`, status)
      const id = headers['lambda-runtime-aws-request-id']
      if (!id) throw new RuntimeApiError('Runtime API sent an event without Lambda-Runtime-Aws-Request-Id', status)
      return { id, headers, body }
    },
    async respond(invocation, body) {
      try {
        return await post(pathOf(invocation, 'response'), json + attempt(invocation), body)
      } catch (error) {
        // Who refuses a body this long may close the connection before all of it is there to be refused.
        if (error instanceof RuntimeApiError && body.length > longestAnswer) return { status: 413, text: error.message }
        throw error
      }
    },
    stream(invocation, contentType) {
      const path = pathOf(invocation, 'response')
      const { body, answered } = streams.open(path, contentType, invocation.headers['lambda-runtime-invocation-id'])
      return { body, received: answered.then(receipt, (cause: Error) => Promise.reject(unreachable(`POST ${path}`, cause))) }
    },
    fail: (invocation, failure) => post(pathOf(invocation, 'error'), errorHeaders(failure) + attempt(invocation), failure.body),
    failInit: (failure) => post(`${root}/init/error`, errorHeaders(failure), failure.body),
    close() {
      connection.close()
      streams.close()
    },
  }
}

const pathOf = ({ id }: Invocation, what: string): string => `${root}/invocation/${encodeURIComponent(id)}/${what}`

const receipt = ({ status, body }: Pick<HttpAnswer, 'status' | 'body'>): Receipt => ({ status, text: status === accepted ? '' : shortened(body.toString()) })

const accepted = 202
const longestText = 300

const shortened = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)}…` : text)
