/** Where to cut so that no UTF-8 character is split: at most three bytes before `limit`. */
const cutAt = (bytes: Uint8Array, limit: number): number => {
  let end = limit
  while (end > 0 && limit - end < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  // Four continuation bytes in a row are no UTF-8: then any place is as good.
  return ((bytes[end] ?? 0) & 0xc0) === 0x80 ? limit : end
}

// A UTF-16 unit takes three bytes at most, so most texts need no counting.
const fits = (text: string, limitBytes: number): boolean => text.length * 3 <= limitBytes || Buffer.byteLength(text) <= limitBytes

/** The first `limitBytes` of some bytes, and a note of the cut. */
export const cutBytes = (bytes: Buffer, limitBytes: number): Buffer => {
  const shown = cutAt(bytes, limitBytes)
  return Buffer.concat([bytes.subarray(0, shown), Buffer.from(` … [cut, ${shown} of ${bytes.length} bytes shown]`)])
}

/** A text of at most `limitBytes` in UTF-8; a longer one ends there with a note of the cut. */
export const cutText = (text: string, limitBytes: number): string =>
  fits(text, limitBytes) ? text : cutBytes(Buffer.from(text), limitBytes).toString('utf8')

// Enough for a traceback.
const tailBytes = 4_096

/** As `cutText`, but a longer one loses its middle: how it ends, such as with a traceback, matters too. */
export const cutMiddle = (text: string, limitBytes: number): string => {
  if (fits(text, limitBytes)) return text
  const bytes = Buffer.from(text)
  const head = cutAt(bytes, limitBytes - Math.min(tailBytes, limitBytes >> 1))
  const tail = cutAt(bytes, bytes.length - (limitBytes - head))
  return `${bytes.toString('utf8', 0, head)} … [cut, ${tail - head} of ${bytes.length} bytes left out] … ${bytes.toString('utf8', tail)}`
}
