import type { Readable } from 'node:stream'

const longestLineBytes = 1024 * 1024

/**
 * Gives what `stream` sends to `take` as whole lines without their ends, all lines of a piece at once.
 * A last line without an end counts; one over 1 MiB is cut in several.
 */
export const eachLine = (stream: Readable, take: (lines: Buffer[]) => void): void => {
  let rest: Buffer = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const lines: Buffer[] = []
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      lines.push(bytes.subarray(start, end))
      start = end + 1
    }
    rest = bytes.subarray(start)
    if (rest.length > longestLineBytes) {
      lines.push(rest)
      rest = Buffer.alloc(0)
    }
    if (lines.length > 0) take(lines)
  })
  stream.once('end', () => {
    if (rest.length > 0) take([rest])
  })
}
