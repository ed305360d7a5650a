import t from 'tap'
import { between, mismatches, not, oneOf } from './mismatches.ts'

const rows: readonly (readonly [name: string, value: unknown, pattern: unknown, expected: readonly string[]])[] = [
  ['equal values', 'a', 'a', []],
  ['other values', 'a', 'b', ["value: expected 'b', got 'a'"]],
  ['text that fits', 'abc', /b/, []],
  ['text that does not fit', 'abc', /x/, ["value: expected /x/, got 'abc'"]],
  ['no text where text is asked', 1, /1/, ['value: expected /1/, got 1']],
  ['keys the pattern has not', { a: 1, b: 2 }, { a: 1 }, []],
  ['a deep key', { a: { b: 2 } }, { a: { b: 3 } }, ['a.b: expected 3, got 2']],
  ['an absent key', {}, { a: undefined }, []],
  ['a key that should be absent', { a: 1 }, { a: undefined }, ['a: expected undefined, got 1']],
  ['a missing key', {}, { a: 1 }, ['a: expected 1, got undefined']],
  ['no object', undefined, { a: 1 }, ['value: expected { a: 1 }, got undefined']],
  ['lists', [1, 2], [1, 3], ['1: expected 3, got 2']],
  ['a list that is longer', [1, 2], [1], ['value: expected [ 1 ], got [ 1, 2 ]']],
  ['text where a list is asked', 'ab', ['a', 'b'], ["value: expected [ 'a', 'b' ], got 'ab'"]],
  ['a number in bounds', 2, between(1, 3), []],
  ['a number out of bounds', 4, between(1, 3), ['value: expected a number from 1 to 3, got 4']],
  ['no number', '2', between(1, 3), ["value: expected a number from 1 to 3, got '2'"]],
  ['something else', 1, not(0), []],
  ['what should not be', 0, not(0), ['value: expected not 0, got 0']],
  ['one of several', 2, oneOf(1, 2), []],
  ['none of several', 3, oneOf(1, 2), ['value: expected one of 1, 2, got 3']],
]

t.test('mismatches() names every difference and nothing else', async (t) => {
  for (const [name, value, pattern, expected] of rows) t.strictSame(mismatches(value, pattern), expected, name)
})
