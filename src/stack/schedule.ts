import { Cron } from 'croner'
import { parseDuration } from '../../template/lua-ts/host/duration.ts'

// Node.js fires longer timers at once.
const longestMs = 2 ** 31 - 1

const everyMs = (expression: string): number | undefined => {
  const [, text] = /^@every\s+(.+)$/.exec(expression) ?? []
  if (text === undefined) return undefined
  const ms = parseDuration(text)
  if (ms >= 1_000 && ms <= longestMs) return ms
  throw new RangeError('"@every" takes 1s to 24 days')
}

/**
 * Calls `run` on schedule until the returned function is called: five fields in UTC as the cron-connector reads them
 * in a cluster, `@hourly` and the like, or `@every 1m`. Throws when the expression is none of these.
 */
export const schedule = (expression: string, run: () => void): (() => void) => {
  const ms = everyMs(expression)
  if (ms !== undefined) {
    const timer = setInterval(run, ms).unref()
    return () => clearInterval(timer)
  }
  const job = new Cron(expression, { mode: '5-part', timezone: 'UTC', unref: true }, run)
  return () => job.stop()
}

/** What is wrong with an expression, or undefined. */
export const scheduleMistake = (expression: string): string | undefined => {
  try {
    schedule(expression, () => {})()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
