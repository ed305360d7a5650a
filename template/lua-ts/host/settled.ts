import type { Wrapper } from './call.ts'

/** Makes a call end when its handler has ended and its answer has left the host. */
export const settled: Wrapper = (next) => (call) => {
  const ending = next(call)
  return ending === undefined ? call.reply.flushed?.() : ending.then(() => call.reply.flushed?.())
}
