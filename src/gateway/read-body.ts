import type { IncomingMessage } from 'node:http'

/** Reads a whole body; resolves to undefined when it is over `maxBytes`. Rejects when the client goes away. */
export const readBody = async (req: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // What is over the limit is read all the same: the client listens for its answer only when it has sent everything.
    if (bytes <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined
}
