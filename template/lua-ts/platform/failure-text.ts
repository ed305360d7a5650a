import { BadReplyError, BadRequestError, BodyTooLargeError, DeadlineError, HandlerError } from '../host/errors.ts'

/** What the log says of a call that failed, with the Lua traceback. */
export const failureText = (error: unknown): string => {
  if (error instanceof HandlerError) return `Handler failed: ${error.traceback}`
  if (error instanceof DeadlineError) return `Handler stopped: ${error.message}`
  if (error instanceof BadReplyError) return `Bad reply: ${error.message}`
  if (error instanceof BadRequestError) return `Bad request: ${error.message}`
  if (error instanceof BodyTooLargeError) return `Body too large: ${error.message}`
  return `Host failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
