import type { FunctionLog } from '../functions/function-log.ts'
import type { FailedCall } from '../ui/feed-types.ts'
import { textOfCall } from './ui-log-text.ts'
import { sourcePlaces } from './ui-source-places.ts'
import type { Failure, KeptRequest } from './ui-watched-call.ts'

/** The last calls that failed, with what was logged about each. */
export interface FailedCalls {
  add(failure: Failure): void
  /** Oldest first; a call appears shortly after its failure, when its log has arrived. */
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
  known: FailedCall | undefined
}

// The log comes through a pipe and may be later than the answer.
const settleMs = 200
const maxLogLines = 100
const maxLineLength = 2_000
const failureLine = /^(Handler|Host) failed: |^Bad reply: |^(exec_timeout|X-Timeout) of /

const logsOf = (names: ReadonlySet<string>, callIds: ReadonlySet<string>, log: Pick<FunctionLog, 'lines'>): Map<string, string[]> => {
  const found = new Map<string, string[]>()
  const note = (line: string, callId: string): void => {
    const text = textOfCall(line, callId)
    const lines = found.get(callId) ?? []
    if (text === undefined || lines.length >= maxLogLines) return
    lines.push(...text.split('\n').map(one => one.slice(0, maxLineLength)))
    found.set(callId, lines)
  }
  for (const name of names) for (const { text } of log.lines(name)) for (const callId of callIds) note(text, callId)
  return found
}

const describe = ({ id, failure, timeMs }: Kept, log: readonly string[], dir: string | undefined): FailedCall => {
  const { request, callId, status, cut, tookMs } = failure
  const { name, method, target, headers, bodyBytes, obstacle } = request
  const places = dir === undefined ? [] : sourcePlaces(log.join('\n'), dir)
  return { id, callId, name, method, target, headers, bodyBytes, status, cut, timeMs, tookMs, ...(obstacle === undefined ? {} : { obstacle }), log, places }
}

/** Whether it was its client that left: an answer breaks off then, too, and only the log tells. */
const isInnocent = ({ failure, known }: Kept): boolean => failure.status < 500 && !known?.log.some(line => failureLine.test(line))

/** Keeps the last 50. Reads the source lines when a call fails, as the file may be another one soon after. */
export const failedCalls = ({ log, folderOf, maxCalls = 50 }: FailedCallsOptions): FailedCalls => {
  let kept: Kept[] = []
  // A page may outlive this program and then meet the next one.
  let lastId = Date.now()
  let settling: NodeJS.Timeout | undefined
  const followers = new Set<(calls: readonly FailedCall[]) => void>()

  const settle = (): void => {
    settling = undefined
    const fresh = kept.filter(({ known }) => known === undefined)
    const callIds = new Set(fresh.map(({ failure }) => failure.callId).filter(id => id !== ''))
    const logs = logsOf(new Set(fresh.map(({ failure }) => failure.request.name)), callIds, log)
    for (const call of fresh) call.known = describe(call, logs.get(call.failure.callId) ?? [], folderOf(call.failure.request.name))
    kept = kept.filter(call => !isInnocent(call))
    const calls = fresh.filter(call => !isInnocent(call)).flatMap(({ known }) => known ?? [])
    if (calls.length > 0) for (const take of followers) take(calls)
  }

  const add = (failure: Failure): void => {
    kept.push({ id: ++lastId, failure, timeMs: Date.now(), known: undefined })
    if (kept.length > maxCalls) kept.shift()
    settling ??= setTimeout(settle, settleMs).unref()
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
    close: () => clearTimeout(settling),
  }
}
