import { parseDuration } from '../../template/lua-ts/host/duration.ts'

/** When a queued call is made again. */
export interface RetryPolicy {
  /** How often it is made at most. */
  readonly attempts: number
  readonly codes: ReadonlySet<number>
  readonly minWaitMs: number
  readonly maxWaitMs: number
}

// The codes of OpenFaaS's queue-worker; it waits longer, which is no help on a laptop.
const usual = { attempts: 3, codes: new Set([408, 429, 500, 502, 503, 504]), minWaitMs: 1_000, maxWaitMs: 30_000 }

const duration = (text: string | undefined, usualMs: number): number => {
  if (text === undefined) return usualMs
  try {
    return parseDuration(text)
  } catch {
    return usualMs
  }
}

/** Reads the annotations `com.openfaas.retry.*`; what is missing or can't be read is as usual. */
export const retryPolicy = (annotations: Readonly<Record<string, string>>): RetryPolicy => {
  const of = (name: string): string | undefined => annotations[`com.openfaas.retry.${name}`]
  const attempts = Number(of('attempts') ?? usual.attempts)
  const codes = (of('codes') ?? '').split(',').map(Number).filter(code => code >= 100 && code <= 599)
  return {
    attempts: Number.isInteger(attempts) && attempts > 0 ? attempts : usual.attempts,
    codes: codes.length > 0 ? new Set(codes) : usual.codes,
    minWaitMs: duration(of('min_wait'), usual.minWaitMs),
    maxWaitMs: duration(of('max_wait'), usual.maxWaitMs),
  }
}

/** How long to wait after the `attempt`th call: doubles, unless the answer's `Retry-After` (seconds) asks for more. */
export const retryWaitMs = ({ minWaitMs, maxWaitMs }: RetryPolicy, attempt: number, retryAfter: string | undefined): number => {
  const askedMs = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 0
  return Math.min(Math.max(minWaitMs * 2 ** (attempt - 1), askedMs), maxWaitMs)
}
