const blockBytes = 65_536

/** Bytes of every value in an order that looks random but is the same each time (a linear congruential generator). */
export const payload = (length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length)
  let state = 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    bytes[i] = state >>> 24
  }
  return bytes
}

/** A long body made of one block again and again, and a check that all of it came back. */
export interface RepeatedPayload {
  readonly block: Buffer
  /** Takes the next piece of the answer. @throws Error at the first piece that differs */
  check(piece: Buffer): void
  /** Bytes that were checked. */
  readonly checkedBytes: number
}

/** A body of 64 KiB blocks. */
export const repeatedPayload = (): RepeatedPayload => {
  const block = payload(blockBytes)
  const twice = Buffer.concat([block, block])
  let checkedBytes = 0
  const checkPart = (part: Buffer): void => {
    const from = checkedBytes % blockBytes
    if (!part.equals(twice.subarray(from, from + part.length))) {
      throw new Error(`Wrong answer: it differs within ${part.length} bytes after the first ${checkedBytes}`)
    }
    checkedBytes += part.length
  }
  return {
    block,
    check: (piece) => {
      for (let at = 0; at < piece.length; at += blockBytes) checkPart(piece.subarray(at, at + blockBytes))
    },
    get checkedBytes() {
      return checkedBytes
    },
  }
}
