import type { IncomingMessage, OutgoingMessage } from 'node:http'

const nothing = Buffer.alloc(0)

/** Sends a body on, each piece as it comes and no faster than it is taken; what is left when `to` closes is thrown away. */
export const pump = (from: IncomingMessage, to: OutgoingMessage): void => {
  let begun = false
  let open = true
  from.on('data', (piece: Buffer) => {
    begun = true
    if (!open) return
    // Most bodies are here as a whole at once: head, body and end leave together.
    if (from.complete && from.readableLength === 0) to.end(piece)
    else if (!to.write(piece)) from.pause()
  })
  from.on('end', () => {
    if (open) to.end()
  })
  to.on('drain', () => from.resume())
  to.on('close', () => {
    open = false
    from.resume()
  })
  // What has come with the head is read by now. The head doesn't wait for more: the sender may be silent for long.
  process.nextTick(() => {
    // An empty write, as flushHeaders() would send bytes above 127 as UTF-8.
    if (!begun && open && !to.destroyed) to.write(nothing)
  })
}
