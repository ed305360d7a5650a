import type { FunctionLog } from '../functions/function-log.ts'
import type { FailedCall } from '../ui/feed-types.ts'
import { textOfCall } from './ui-log-text.ts'
import { sourcePlaces } from './ui-source-places.ts'
import type { Failure, KeptRequest } from './ui-watched-call.ts'

/** The last calls that failed, with what was logged about each. */
export interface FailedCalls {
  add(failure: Failure): void
  /** Oldest first; a call appears when its log has arrived, or a second after its failure. */
  all(): readonly FailedCall[]
  /** What was asked, while the call is kept. */
  request(id: number): KeptRequest | undefined
  /** Gives calls that have become known to `take` until the returned function is called. */
  follow(take: (calls: readonly FailedCall[]) => void): () => void
  clear(): void
  close(): void
}

export interface FailedCallsOptions {
  readonly log: Pick<FunctionLog, 'lines'>
  /** The folder with a function's files. */
  readonly folderOf: (name: string) => string | undefined
  readonly maxCalls?: number
}

interface Kept {
  readonly id: number
  readonly failure: Failure
  readonly timeMs: number
  /** How often the log was searched. */
  searches: number
  known: FailedCall | undefined
}

// The log comes through a pipe and may be later than the answer: it is searched until it has something, for a second.
const searchMs = 200
const maxSearches = 5
const clockSlackMs = 50
const maxLogLines = 60
const maxLineLength = 1_000
const failureLine = /^(Handler|Host) failed: |^Bad reply: |^(exec_timeout|X-Timeout) of /

/** What was logged with the call's id since it began; ids need not be unique. */
const logOf = ({ failure, timeMs }: Kept, log: Pick<FunctionLog, 'lines'>): string[] => {
  if (failure.callId === '') return []
  const startMs = timeMs - failure.tookMs - clockSlackMs
  const lines = log.lines(failure.request.name).filter(line => line.timeMs >= startMs)
  const texts = lines.flatMap(({ text }) => textOfCall(text, failure.callId)?.split('\n') ?? [])
  return texts.slice(0, maxLogLines).map(text => text.slice(0, maxLineLength))
}

const describe = ({ id, failure, timeMs }: Kept, log: readonly string[], dir: string | undefined): FailedCall => {
  const { request, callId, status, cut, tookMs } = failure
  const { name, method, target, headers, bodyBytes, obstacle } = request
  const places = dir === undefined ? [] : sourcePlaces(log.join('\n'), dir)
  return { id, callId, name, method, target, headers, bodyBytes, status, cut, timeMs, tookMs, ...(obstacle === undefined ? {} : { obstacle }), log, places }
}

/** Whether the log says that the call failed; an answer also breaks off when its client leaves. */
const isTold = ({ failure }: Kept, log: readonly string[]): boolean => (failure.status >= 500 ? log.length > 0 : log.some(line => failureLine.test(line)))

/** Keeps the last 50. Reads the source lines when a call fails, as the file may be another one soon after. */
export const failedCalls = ({ log, folderOf, maxCalls = 50 }: FailedCallsOptions): FailedCalls => {
  let kept: Kept[] = []
  // A page may outlive this program and then meet the next one.
  let lastId = Date.now()
  let searching: NodeJS.Timeout | undefined
  const followers = new Set<(calls: readonly FailedCall[]) => void>()

  const search = (): void => {
    const found: FailedCall[] = []
    const innocent = new Set<Kept>()
    for (const call of kept) {
      if (call.known !== undefined) continue
      const lines = logOf(call, log)
      const told = isTold(call, lines)
      if (!told && ++call.searches < maxSearches && call.failure.callId !== '') continue
      if (!told && call.failure.status < 500) innocent.add(call)
      else found.push((call.known = describe(call, lines, folderOf(call.failure.request.name))))
    }
    kept = kept.filter(call => !innocent.has(call))
    searching = kept.some(({ known }) => known === undefined) ? setTimeout(search, searchMs).unref() : undefined
    if (found.length > 0) for (const take of followers) take(found)
  }

  const add = (failure: Failure): void => {
    kept.push({ id: ++lastId, failure, timeMs: Date.now(), searches: 0, known: undefined })
    if (kept.length > maxCalls) kept.shift()
    searching ??= setTimeout(search, searchMs).unref()
  }
  return {
    add,
    all: () => kept.flatMap(({ known }) => known ?? []),
    request: id => kept.find(call => call.id === id)?.failure.request,
    follow: take => {
      followers.add(take)
      return () => followers.delete(take)
    },
    clear: () => {
      kept = []
    },
    close: () => clearTimeout(searching),
  }
}
