import { inspect } from 'node:util'

/** What a pattern may ask of a value beyond being equal to something. */
export interface Rule {
  readonly says: string
  holds(value: unknown): boolean
}

/** A number from `low` to `high`. */
export const between = (low: number, high: number): Rule => ({
  says: `a number from ${low} to ${high}`,
  holds: (value) => typeof value === 'number' && value >= low && value <= high,
})

/** Anything that doesn't match `pattern`. */
export const not = (pattern: unknown): Rule => ({
  says: `not ${show(pattern)}`,
  holds: (value) => mismatches(value, pattern).length > 0,
})

/** One of `patterns`. */
export const oneOf = (...patterns: readonly unknown[]): Rule => ({
  says: `one of ${patterns.map(show).join(', ')}`,
  holds: (value) => patterns.some((pattern) => mismatches(value, pattern).length === 0),
})

/**
 * Compares what was seen with what should be: objects by the keys of the pattern (undefined means absent), lists
 * item by item, text with a RegExp, a `Rule` by itself, everything else by identity. Returns one line per difference.
 */
export const mismatches = (value: unknown, pattern: unknown, place = ''): readonly string[] => {
  if (isRule(pattern)) return pattern.holds(value) ? [] : [difference(place, value, pattern.says)]
  if (pattern instanceof RegExp) {
    return typeof value === 'string' && pattern.test(value) ? [] : [difference(place, value, String(pattern))]
  }
  if (typeof pattern !== 'object' || pattern === null) {
    return Object.is(value, pattern) ? [] : [difference(place, value, show(pattern))]
  }
  if (typeof value !== 'object' || value === null) return [difference(place, value, show(pattern))]
  if (Array.isArray(pattern) && (!Array.isArray(value) || value.length !== pattern.length)) {
    return [difference(place, value, show(pattern))]
  }
  const fields = value as Record<string, unknown>
  return Object.entries(pattern).flatMap(([key, part]) => mismatches(fields[key], part, place === '' ? key : `${place}.${key}`))
}

const isRule = (pattern: unknown): pattern is Rule =>
  typeof pattern === 'object' && pattern !== null && 'holds' in pattern && 'says' in pattern

const difference = (place: string, value: unknown, expected: string): string =>
  `${place || 'value'}: expected ${expected}, got ${show(value)}`

const show = (value: unknown): string =>
  isRule(value) ? value.says : inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 300, maxArrayLength: 20 })
