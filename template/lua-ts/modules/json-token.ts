/** What naming a token needs of a scanner. */
interface TokenSource {
  readonly text: string
  readonly at: number
  string(expected: string): unknown
  startsNumber(): boolean
  number(expected: string): unknown
}

const singles: Readonly<Record<string, string>> = {
  '{': 'T_OBJ_BEGIN', '}': 'T_OBJ_END', '[': 'T_ARR_BEGIN', ']': 'T_ARR_END', ':': 'T_COLON', ',': 'T_COMMA', '': 'T_END',
}

const words: ReadonlyArray<readonly [string, string]> = [['true', 'T_BOOLEAN'], ['false', 'T_BOOLEAN'], ['null', 'T_NULL']]

/**
 * What stands at the scanner's position, by the name that cjson's messages give it.
 * @throws JsonError when it is a string or number that is itself wrong, which is the better message
 */
export const tokenName = (scanner: TokenSource, expected: string): string => {
  const first = scanner.text.charAt(scanner.at)
  const single = singles[first]
  if (single !== undefined) return single
  if (first === '"') {
    scanner.string(expected)
    return 'T_STRING'
  }
  for (const [word, name] of words) {
    if (scanner.text.startsWith(word, scanner.at)) return name
  }
  if (!scanner.startsNumber()) return 'invalid token'
  scanner.number(expected)
  return 'T_NUMBER'
}
