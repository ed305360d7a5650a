import type { Body } from '../host/call.ts'

/** A body that is here already. */
export const wholeBody = (bytes: Uint8Array): Body => {
  let rest: Uint8Array | undefined = bytes.length > 0 ? bytes : undefined
  return {
    length: bytes.length,
    read() {
      const piece = rest
      rest = undefined
      return piece
    },
  }
}
