import { JsonError } from './json-error.ts'
import { tokenName } from './json-token.ts'

const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const minus = 0x2d
const slash = 0x2f
const digit0 = 0x30
const digit9 = 0x39

const maxFastDigits = 15

const decimal = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy
// What C's strtod reads and JSON has not.
const hexOrWord = /([+-]?)(?:0x([\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p([+-]?\d+))?|(inf(?:inity)?)|nan(?:\(\w*\))?)/iy
const invalidStart = /\+|-?(?:0[x\d]|inf|nan)/iy
const comment = /\/\/[^\n]*|\/\*[^]*?\*\//y

const escapeCodes: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
}
const hex4 = /[\da-f]{4}/iy

const matchEnd = (pattern: RegExp, text: string, from: number): number => {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : -1
}

const hexFloat = (digits: string, exponent = '0'): number => {
  const [whole = '', fraction = ''] = digits.split('.')
  let value = 0
  for (const digit of whole + fraction) value = value * 16 + Number.parseInt(digit, 16)
  return value * 2 ** (Number(exponent) - fraction.length * 4)
}

/** Reads the tokens of a JSON text that has one UTF-16 unit per byte, so that positions count bytes. */
export class JsonScanner {
  readonly text: string
  /** Where the next token is looked for, from 0. */
  at = 0
  readonly #invalidNumbers: boolean
  readonly #comments: boolean
  // The first quote, backslash and NUL at or after the place where each was last looked for.
  #quote = -1
  #backslash = -1
  readonly #nul: number

  constructor(text: string, invalidNumbers: boolean, comments: boolean) {
    this.text = text
    this.#invalidNumbers = invalidNumbers
    this.#comments = comments
    this.#nul = this.#find('\0', 0)
  }

  /** Goes to the next token and returns its first byte, NaN at the end. */
  peek(): number {
    const { text } = this
    let code = text.charCodeAt(this.at)
    while (code === space || code === lineFeed || code === carriageReturn || code === tab) code = text.charCodeAt(++this.at)
    return code === slash && this.#comments ? this.#afterComment() : code
  }

  /** Reads a string, at its first quote. @throws JsonError when it never ends or has a bad escape */
  string(expected: string): string {
    let from = this.at + 1
    let result = ''
    for (;;) {
      if (this.#quote < from) this.#quote = this.#find('"', from)
      if (this.#backslash < from) this.#backslash = this.#find('\\', from)
      const stop = Math.min(this.#quote, this.#backslash)
      if (stop >= this.#nul) throw this.failure(expected, 'unexpected end of string', this.#nul)
      const part = this.text.slice(from, stop)
      result = result === '' ? part : result + part
      if (stop === this.#quote) break
      this.at = stop
      result += this.#escape(expected)
      from = this.at
    }
    this.at = this.#quote + 1
    return result
  }

  /** Reads a number, at its first byte. @throws JsonError when there is none */
  number(expected: string): number {
    const { text, at: start } = this
    let at = start
    let value = 0
    let code = text.charCodeAt(at)
    while (code >= digit0 && code <= digit9) {
      value = value * 10 + code - digit0
      code = text.charCodeAt(++at)
    }
    const digits = at - start
    // A dot, an exponent, an x: whatever goes on like a number or a name is left to the slower way.
    const isPlain = digits > 0 && digits <= maxFastDigits && code !== 0x2e && (code | 0x20) !== 0x65 && (code | 0x20) !== 0x78
    if (isPlain && (digits === 1 || text.charCodeAt(start) !== digit0)) {
      this.at = at
      return value
    }
    return this.#otherNumber(expected)
  }

  /** True at what is read as a number, be it a good one or not. */
  startsNumber(): boolean {
    const code = this.text.charCodeAt(this.at)
    if ((code >= digit0 && code <= digit9) || code === minus) return true
    return this.#invalidNumbers && matchEnd(invalidStart, this.text, this.at) >= 0
  }

  /** Goes past `word` if it stands here. */
  take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  /** The error for the token at `at`, where `expected` should be. */
  unexpected(expected: string): JsonError {
    const start = this.at
    return this.failure(expected, tokenName(this, expected), start)
  }

  /** The error for what was found at `at`, counted from 0. */
  failure(expected: string, found: string, at: number): JsonError {
    return new JsonError(`Expected ${expected} but found ${found} at character ${at + 1}`, at + 1)
  }

  /** The position of `character` from `from` on, or the text's length. */
  #find(character: string, from: number): number {
    const at = this.text.indexOf(character, from)
    return at < 0 ? this.text.length : at
  }

  #afterComment(): number {
    const end = matchEnd(comment, this.text, this.at)
    if (end < 0) return slash
    this.at = end
    return this.peek()
  }

  #otherNumber(expected: string): number {
    const { text, at: start } = this
    if (!this.#invalidNumbers && matchEnd(invalidStart, text, start) >= 0) throw this.failure(expected, 'invalid number', start)
    hexOrWord.lastIndex = start
    const match = hexOrWord.exec(text)
    if (match) {
      const [all, sign, digits, exponent, infinity] = match
      this.at = start + all.length
      const size = digits === undefined ? infinity === undefined ? Number.NaN : Infinity : hexFloat(digits, exponent)
      return sign === '-' ? -size : size
    }
    const end = matchEnd(decimal, text, start)
    if (end < 0) throw this.failure(expected, 'invalid number', start)
    this.at = end
    return Number(text.slice(start, end))
  }

  /** Reads an escape, at its backslash, and returns the bytes that it stands for. */
  #escape(expected: string): string {
    const start = this.at
    const letter = this.text.charAt(start + 1)
    if (letter === 'u') return this.#unicodeEscape(expected)
    const character = escapeCodes[letter]
    if (character === undefined) throw this.failure(expected, 'invalid escape code', start)
    this.at = start + 2
    return character
  }

  #unicodeEscape(expected: string): string {
    const start = this.at
    const first = this.#hex4(start + 2)
    let code = first
    this.at = start + 6
    if ((first & 0xf800) === 0xd800) {
      const second = this.text.startsWith(String.raw`\u`, start + 6) ? this.#hex4(start + 8) : -1
      code = first < 0xdc00 && (second & 0xfc00) === 0xdc00 ? 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff) : -1
      this.at = start + 12
    }
    if (code < 0) throw this.failure(expected, 'invalid unicode escape code', start)
    return code < 0x80 ? String.fromCharCode(code) : Buffer.from(String.fromCodePoint(code)).toString('latin1')
  }

  #hex4(at: number): number {
    return matchEnd(hex4, this.text, at) < 0 ? -1 : Number.parseInt(this.text.slice(at, at + 4), 16)
  }
}
