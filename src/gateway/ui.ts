import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FunctionLog } from '../functions/function-log.ts'
import type { FunctionSet } from '../functions/function-set.ts'
import { uiAnswer } from './ui-answer.ts'
import type { UiAnswer } from './ui-answer.ts'
import { callCounts } from './ui-call-counts.ts'
import type { CallCounts } from './ui-call-counts.ts'
import { failedCalls } from './ui-failed-calls.ts'
import { uiFeed } from './ui-feed.ts'
import { loadErrors } from './ui-load-errors.ts'
import type { LoadErrors } from './ui-load-errors.ts'
import { sampler } from './ui-sampler.ts'
import { WatchedCall } from './ui-watched-call.ts'

/** The page at `/ui/`, and what it needs to know. */
export interface Ui {
  /** Watches a call that was passed on; the result is told its end. */
  called(name: string, target: string, req: IncomingMessage, res: ServerResponse): WatchedCall
  /** Takes the outcome of a host's start. */
  readonly started: LoadErrors['told']
  readonly answer: UiAnswer
  /** Ends the feeds, which would last as long as the page is open. */
  close(): void
}

export interface UiOptions {
  /** Asked for when somebody opens the page. */
  readonly functions: () => ReturnType<FunctionSet['all']>
  readonly log: FunctionLog
  readonly gatewayUrl: () => string
}

/** Watches from now on. */
export const ui = ({ functions, log, gatewayUrl }: UiOptions): Ui => {
  const counts = new Map<string, CallCounts>()
  const countsOf = (name: string): CallCounts => {
    const known = counts.get(name) ?? callCounts()
    counts.set(name, known)
    return known
  }
  const errors = loadErrors(log)
  const failed = failedCalls({ log, folderOf: name => functions().find(pool => pool.name === name)?.fn.handlerDir })
  const samples = sampler({ pools: functions, countsOf, loadErrorOf: errors.of })
  const feed = uiFeed({ log, names: () => ['', ...functions().map(({ name }) => name)], sampler: samples, failedCalls: failed })
  return {
    called: (name, target, req, res) => new WatchedCall(name, target, req, res, countsOf(name), failed.add),
    started: errors.told,
    answer: uiAnswer({ feed, failedCalls: failed, gatewayUrl }),
    close: () => {
      feed.close()
      failed.close()
    },
  }
}
