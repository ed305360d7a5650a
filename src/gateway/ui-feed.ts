import type { ServerResponse } from 'node:http'
import type { FunctionLog, LogLine } from '../functions/function-log.ts'
import type { FeedEvents, ShownLine } from '../ui/feed-types.ts'
import type { FailedCalls } from './ui-failed-calls.ts'
import type { Sampler } from './ui-sampler.ts'

export interface UiFeedOptions {
  readonly log: FunctionLog
  /** Names whose lines are kept, the gateway's own empty name among them. */
  readonly names: () => readonly string[]
  readonly sampler: Sampler
  readonly failedCalls: Pick<FailedCalls, 'all' | 'follow'>
}

/** What happens here, as server-sent events to everyone who listens. */
export interface UiFeed {
  answer(res: ServerResponse): void
  /** Ends all of them. */
  close(): void
}

const batchMs = 100
const maxBatchLines = 200
const firstLines = 300
const maxLineLength = 4_000
// A reader that is this far behind will not catch up; it may come again.
const maxUnreadBytes = 8 * 1024 * 1024

const shown = ({ name, timeMs, text }: LogLine): ShownLine => ({ name, timeMs, text: text.slice(0, maxLineLength) })

const earlierLines = (log: FunctionLog, names: readonly string[]): ShownLine[] =>
  names.flatMap(name => log.lines(name).slice(-firstLines)).sort((one, other) => one.timeMs - other.timeMs).map(shown)

/** Gathers lines and gives them on in batches, the latest when there are too many. */
const lineBatches = (log: FunctionLog, send: (lines: readonly ShownLine[], skipped: number) => void): (() => void) => {
  let lines: LogLine[] = []
  let skipped = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    timer = undefined
    const surplus = Math.max(lines.length - maxBatchLines, 0)
    send(lines.slice(surplus).map(shown), skipped + surplus)
    lines = []
    skipped = 0
  }
  const stop = log.follow(line => {
    lines.push(line)
    if (lines.length >= 2 * maxBatchLines) {
      lines.splice(0, maxBatchLines)
      skipped += maxBatchLines
    }
    timer ??= setTimeout(flush, batchMs)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}

/** Begins each feed with what is known already. */
export const uiFeed = ({ log, names, sampler, failedCalls }: UiFeedOptions): UiFeed => {
  const listeners = new Set<ServerResponse>()
  const answer = (res: ServerResponse): void => {
    const send = <Name extends keyof FeedEvents>(event: Name, data: FeedEvents[Name]): void => {
      if (res.writableLength > maxUnreadBytes) res.destroy()
      else res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.write('retry: 1000\n\n')
    send('history', sampler.history())
    send('log', { lines: earlierLines(log, names()), skipped: 0 })
    send('failed', failedCalls.all())
    listeners.add(res)
    const stops = [
      sampler.follow(tick => send('tick', tick)),
      lineBatches(log, (lines, skipped) => send('log', { lines, skipped })),
      failedCalls.follow(calls => send('failed', calls)),
    ]
    res.once('close', () => {
      listeners.delete(res)
      for (const stop of stops) stop()
    })
  }
  return { answer, close: () => listeners.forEach(res => res.end()) }
}
