import { isUtf8 } from 'node:buffer'
import type { Reply } from '../host/call.ts'
import { BadReplyError } from '../host/errors.ts'
import { headerOf } from '../host/header.ts'
import type { GatewayKind } from './gateway-request.ts'
import { gatewayResponse } from './gateway-response.ts'
import type { Invocation, LambdaAnswers, Receipt } from './lambda-client.ts'
import type { LambdaFailure } from './lambda-failure.ts'
import { RecordedReply } from './recorded-reply.ts'

/** An answer on its way to the Runtime API. */
export interface LambdaReply {
  readonly reply: Reply
  /** Completes an answer that was ended. Resolves to what the Runtime API says. */
  finish(): Promise<Receipt>
  /** Reports a failure, in the way that is still open. */
  fail(failure: LambdaFailure): Promise<Receipt>
}

/** What a handler wrote to the caller of an event that is no request: JSON if it is called so, else a string. */
const writtenValue = ({ headers, body }: RecordedReply): Uint8Array => {
  if (/[/+]json\b/i.test(headerOf(headers, 'content-type') ?? '')) return body
  if (!isUtf8(body)) throw new BadReplyError('Cannot send what was written: it is not UTF-8; send such bytes as base64, or set lua_response_mode=stream')
  return Buffer.from(JSON.stringify(Buffer.from(body).toString()))
}

/** An answer that is sent whole; `kind` undefined is the answer to an event that is no request. */
export const bufferedReply = (client: LambdaAnswers, invocation: Invocation, kind: GatewayKind | undefined, method: string): LambdaReply => {
  const reply = new RecordedReply(method)
  return {
    reply,
    finish: async () =>
      client.respond(invocation, kind === undefined ? writtenValue(reply) : gatewayResponse(kind, reply.status, reply.headers, reply.body)),
    fail: (failure) => client.fail(invocation, failure),
  }
}
