import { BadReplyError, BadRequestError, BodyTooLargeError, DeadlineError, HandlerError } from '../host/errors.ts'

/** What a call failed for, as far as it is the function's or its caller's doing. */
const knownFailure = (error: unknown): string | undefined => {
  if (error instanceof DeadlineError) return `Handler stopped: ${error.message}`
  if (error instanceof BadReplyError) return `Bad reply: ${error.message}`
  if (error instanceof BadRequestError) return `Bad request: ${error.message}`
  if (error instanceof BodyTooLargeError) return `Body too large: ${error.message}`
  return undefined
}

/** What the log says of a call that failed, with the Lua traceback. */
export const failureText = (error: unknown): string => {
  if (error instanceof HandlerError) return `Handler failed: ${error.traceback}`
  return knownFailure(error) ?? `Host failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

/** What the caller of a call that failed may read, where its platform shows callers why: nothing of the host's own. */
export const callerText = (error: unknown): string =>
  error instanceof HandlerError ? error.message : (knownFailure(error) ?? 'Host failed; its log says why')
