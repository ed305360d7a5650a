import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallCounts } from './ui-call-counts.ts'
import type { HeaderList } from '../ui/feed-types.ts'

/** What a function was asked, as far as it is kept. */
export interface KeptRequest {
  readonly name: string
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
  /** Length of the whole body, as far as it came. */
  readonly bodyBytes: number
  /** Why it can't be made again; undefined when all of it is there. */
  readonly obstacle: string | undefined
}

/** How a call ended that did not go well. */
export interface Failure {
  readonly request: KeptRequest
  readonly callId: string
  readonly status: number
  /** Whether its answer broke off, be it that the function failed or that the client left. */
  readonly cut: boolean
  readonly tookMs: number
}

const maxBodyBytes = 64 * 1024
const maxHeaderBytes = 16 * 1024

const pairs = (raw: readonly string[]): (readonly [string, string])[] => {
  const list: (readonly [string, string])[] = []
  for (let at = 0; at < raw.length; at += 2) list.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return list
}

const bytesOf = (headers: HeaderList): number => headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)

/** A call under way: keeps the beginning of its body in case that it fails. A class, as one is made for each call. */
export class WatchedCall {
  readonly #name: string
  readonly #target: string
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #counts: CallCounts
  readonly #failed: (failure: Failure) => void
  readonly #startMs = performance.now()
  #pieces: Buffer[] | undefined
  #bodyBytes = 0

  constructor(name: string, target: string, req: IncomingMessage, res: ServerResponse, counts: CallCounts, failed: (failure: Failure) => void) {
    this.#name = name
    this.#target = target
    this.#req = req
    this.#res = res
    this.#counts = counts
    this.#failed = failed
    counts.inFlight++
    const { headers } = req
    if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') return
    const pieces: Buffer[] = []
    this.#pieces = pieces
    // Beside the pipe to the host: whatever stops that stops this too.
    req.on('data', (piece: Buffer) => {
      if (this.#bodyBytes <= maxBodyBytes) pieces.push(piece)
      this.#bodyBytes += piece.length
    })
  }

  /**
   * Tells that the answer has left or the connection is gone; `status` is that of the head, 499 for none. A call that
   * reached no host counts as failed but is not told of: its function does not run, and that is shown already.
   */
  ended(status: number, reachedHost: boolean): void {
    const tookMs = performance.now() - this.#startMs
    const failed = status >= 500
    this.#counts.ended(tookMs, failed)
    if (!reachedHost) return
    const cut = !this.#res.writableFinished
    if (failed || (cut && status !== 499)) this.#failed({ request: this.#request(), callId: this.#callId(), status, cut, tookMs })
  }

  /** The caller's own, else the one that the forwarder has put there. */
  #callId(): string {
    const { headers } = this.#req
    return [headers['x-call-id'] ?? headers['X-Call-Id'] ?? []].flat().join(', ')
  }

  #request(): KeptRequest {
    const headers = pairs(this.#req.rawHeaders)
    const body = Buffer.concat(this.#pieces ?? [])
    const kept = { name: this.#name, method: this.#req.method ?? '', target: this.#target, bodyBytes: this.#bodyBytes }
    if (bytesOf(headers) > maxHeaderBytes) return { ...kept, headers: [], body, obstacle: `Its headers have over ${maxHeaderBytes / 1024} KiB` }
    if (body.length > maxBodyBytes) return { ...kept, headers, body: Buffer.from(body.subarray(0, maxBodyBytes)), obstacle: `Its body has over ${maxBodyBytes / 1024} KiB` }
    return { ...kept, headers, body, obstacle: this.#req.complete ? undefined : 'Its body did not come to its end' }
  }
}
