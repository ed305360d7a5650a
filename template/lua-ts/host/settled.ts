import type { Call, Invoke, Wrapper } from './call.ts'
import { AbortedError } from './errors.ts'

const answerAndFlush = async (next: Invoke, call: Call): Promise<void> => {
  await next(call)
  const rest = call.reply.flushed?.()
  if (rest !== undefined) await rest
}

/**
 * Makes a call end when its answer has left the host, and at the latest `graceMs` after its client has gone: a handler
 * that never comes back must not keep its slot for ever.
 */
export const settled =
  (graceMs: number): Wrapper =>
  (next) =>
  (call) =>
    new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const off = call.onAbort(() => {
        timer = setTimeout(() => reject(new AbortedError('The call was given up, its handler did not stop')), graceMs)
      })
      const end = (settle: () => void) => {
        off()
        clearTimeout(timer)
        settle()
      }
      answerAndFlush(next, call).then(
        () => end(resolve),
        (error: unknown) => end(() => reject(error)),
      )
    })
