import type { Wrapper } from './call.ts'

/** Makes a call end when its handler has ended and its answer has left the host. */
export const settled: Wrapper = (next) => async (call) => {
  await next(call)
  const rest = call.reply.flushed?.()
  if (rest !== undefined) await rest
}
