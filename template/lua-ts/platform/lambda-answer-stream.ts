import { Agent, request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { HttpAnswer } from './answer-reader.ts'
import { headerSafe } from './lambda-failure.ts'
import type { LambdaFailure } from './lambda-failure.ts'

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

/** Streamed answers to one Runtime API. */
export interface AnswerStreams {
  /** Begins one; `attempt` is the id of the attempt at the invocation, where there is one. `answered` is what the Runtime API says to it, and rejects when the connection fails. */
  open(path: string, contentType: string, attempt: string | undefined): { readonly body: AnswerBody; readonly answered: Promise<Pick<HttpAnswer, 'status' | 'body'>> }
  /** Cuts the connections. */
  close(): void
}

const errorType = 'Lambda-Runtime-Function-Error-Type'
const errorBody = 'Lambda-Runtime-Function-Error-Body'

const answerBody = (outgoing: ClientRequest): AnswerBody => ({
  write: (bytes) => outgoing.write(bytes),
  onDrain: (listener) => void outgoing.on('drain', listener),
  end: () => void outgoing.end(),
  fail({ type, body }) {
    outgoing.addTrailers({ [errorType]: headerSafe(type), [errorBody]: Buffer.from(body).toString('base64') })
    outgoing.end()
  },
  destroy: () => void outgoing.destroy(),
})

const answerTo = async (outgoing: ClientRequest): Promise<Pick<HttpAnswer, 'status' | 'body'>> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  outgoing.once('response', resolve)
  // Not once: a connection may fail again while it is given up.
  outgoing.on('error', reject)
  const response = await promise
  return { status: response.statusCode!, body: await buffer(response) }
}

/** Streamed answers to the Runtime API at `host` and `port`. */
export const answerStreams = (host: string, port: number): AnswerStreams => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    open(path, contentType, attempt) {
      const outgoing = request({
        host,
        port,
        agent,
        method: 'POST',
        path,
        headers: {
          'Content-Type': contentType,
          'Lambda-Runtime-Function-Response-Mode': 'streaming',
          'Transfer-Encoding': 'chunked',
          Trailer: `${errorType}, ${errorBody}`,
          ...(attempt && { 'Lambda-Runtime-Invocation-Id': attempt }),
        },
      })
      // The head alone tells the platform that the answer begins.
      outgoing.flushHeaders()
      return { body: answerBody(outgoing), answered: answerTo(outgoing) }
    },
    close: () => agent.destroy(),
  }
}
