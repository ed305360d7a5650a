import { isDeepStrictEqual } from 'node:util'
import type { KeptAnswer } from '../../template/lua-ts/host/recording.ts'
import type { RecordingMask } from '../../template/lua-ts/host/recording-mask.ts'

const headersOf = (lines: readonly string[], mask: RecordingMask): Map<string, string> => {
  const headers = new Map<string, string>()
  mask.headers(lines).forEach((value, i, all) => {
    if (i % 2 === 0) return
    const name = all[i - 1]!.toLowerCase()
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  })
  return headers
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const shownBytes = 40

const bodyDifference = (before: Buffer, now: Buffer, mask: RecordingMask): string[] => {
  const [was, is] = [before, now].map((body) => mask.text(body.toString('latin1'))) as [string, string]
  if (was === is) return []
  // The order of fields is another one in each process.
  const json = jsonOf(was)
  if (json !== undefined && isDeepStrictEqual(json, jsonOf(is))) return []
  let at = 0
  while (was[at] === is[at]) at++
  const part = (body: string) => (at < body.length ? JSON.stringify(Buffer.from(body.slice(at, at + shownBytes), 'latin1').toString()) : 'nothing')
  return [`body: from byte ${at + 1} on ${part(was)} before, ${part(is)} now`]
}

const shown = (value: string | undefined): string => (value === undefined ? 'none' : JSON.stringify(value))

/** How an answer differs from the recorded one, one line each. Secrets count as equal when both are kept back. */
export const answerDifferences = (before: KeptAnswer, now: KeptAnswer, mask: RecordingMask): string[] => {
  const differences: string[] = []
  if (before.status !== now.status) differences.push(`status: ${before.status} before, ${now.status} now`)
  const [was, is] = [headersOf(before.headers, mask), headersOf(now.headers, mask)]
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    if (was.get(name) !== is.get(name)) differences.push(`header ${name}: ${shown(was.get(name))} before, ${shown(is.get(name))} now`)
  }
  differences.push(...bodyDifference(before.body, now.body, mask))
  if (before.cut !== now.cut) differences.push(before.cut ? 'it broke off before, and does not now' : 'it breaks off')
  return differences
}
