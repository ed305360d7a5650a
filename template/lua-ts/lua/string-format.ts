import { ArgumentError, bytesAt, integerAt, numberAt } from './argument-error.ts'
import { latin1Text } from './byte-strings.ts'
import { LuaError, LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { floatText, hexText, integerText, padded } from './number-format.ts'
import type { Conversion } from './number-format.ts'

/** A piece of a format: text as it stands, the conversion of an argument, or why there is none. */
type Piece = string | Conversion | { readonly wrong: string }

const maxKept = 500

/** Lua's `string.format`, exact to the byte, for engines whose own is not. Integers have `bits` bits. */
export const stringFormat = (lua: Lua, bits: number): HostFunction => {
  const kept = new Map<string, readonly Piece[]>()
  const piecesOf = (format: string): readonly Piece[] => {
    const known = kept.get(format)
    if (known) return known
    const pieces = parseFormat(format)
    if (kept.size < maxKept) kept.set(format, pieces)
    return pieces
  }
  return (t) => {
    const pieces = piecesOf(latin1Text(bytesAt(lua, t, 1)))
    const arguments_ = lua.top(t)
    let text = ''
    let index = 1
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        text += piece
        continue
      }
      if (++index > arguments_) throw new ArgumentError(index, 'no value')
      if ('wrong' in piece) throw new LuaError(piece.wrong)
      text += converters[piece.letter]!(lua, t, index, piece, bits)
    }
    lua.pushLatin1(t, text)
    return 1
  }
}

/** Reads Lua's own subset of printf's formats; what Lua refuses becomes a piece, since it is an error only when reached. */
const parseFormat = (format: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) {
      pieces.push(format.slice(at))
      break
    }
    if (percent > at) pieces.push(format.slice(at, percent))
    if (format[percent + 1] === '%') {
      pieces.push('%')
      at = percent + 2
      continue
    }
    specification.lastIndex = percent + 1
    const found = specification.exec(format)!
    at = specification.lastIndex + 1
    pieces.push(conversionOf(found, format[at - 1]))
  }
  return pieces
}

const specification = /([-+ #0]*)(\d{0,2})(\.?)((?<=\.)\d{0,2})?/y
const maxFlags = 5

const conversionOf = ([, flags = '', width = '', point = '', digits = '']: RegExpExecArray, letter: string | undefined): Piece => {
  if (flags.length > maxFlags) return { wrong: 'invalid format (repeated flags)' }
  if (letter !== undefined && letter >= '0' && letter <= '9') return { wrong: 'invalid format (width or precision too long)' }
  if (letter === undefined || !Object.hasOwn(converters, letter)) return { wrong: `invalid option '%${shownCharacter(letter)}' to 'format'` }
  const left = flags.includes('-')
  return {
    letter,
    left,
    plus: flags.includes('+'),
    space: flags.includes(' '),
    alternate: flags.includes('#'),
    zero: !left && flags.includes('0'),
    width: Number(width),
    precision: point === '' ? undefined : Number(digits),
  }
}

const shownCharacter = (character = '\0'): string =>
  character >= ' ' && character <= '~' ? character : `<\\${character.charCodeAt(0)}>`

type Converter = (lua: Lua, t: Thread, index: number, conversion: Conversion, bits: number) => string

const float: Converter = (lua, t, index, conversion) => floatText(conversion, numberAt(lua, t, index))

const integer: Converter = (lua, t, index, conversion, bits) => {
  const n = integerAt(lua, t, index)
  // Whole floats beyond the engine's own integers are written with all their digits.
  return integerText(conversion, BigInt(n), n >= -(2 ** (bits - 1)) && n < 2 ** (bits - 1) ? bits : 64)
}

const character: Converter = (lua, t, index, { left, width }) => {
  const text = String.fromCharCode(integerAt(lua, t, index) & 0xff)
  return left ? text.padEnd(width) : text.padStart(width)
}

/** Without a precision, strings of this length and more are written whole. */
const longBytes = 100

const string: Converter = (lua, t, index, conversion) => {
  const text = latin1Text(lua.display(t, index))
  const { width, precision, left } = conversion
  if (width === 0 && precision === undefined && !left && !hasFlags(conversion)) return text
  if (text.includes('\0')) throw new ArgumentError(index, 'string contains zeros')
  if (precision === undefined && text.length >= longBytes) return text
  return padded({ ...conversion, zero: false }, '', text.slice(0, precision))
}

const hasFlags = ({ plus, space, alternate, zero }: Conversion): boolean => plus || space || alternate || zero

const quoted: Converter = (lua, t, index) => {
  switch (lua.type(t, index)) {
    case LuaType.string:
      return `"${latin1Text(lua.toBytes(t, index)!).replace(/["\\\n]|\p{Cc}(?=(\d?))/gu, escaped)}"`
    case LuaType.number:
      return quotedNumber(lua, t, index)
    case LuaType.nil:
    case LuaType.boolean:
      return latin1Text(lua.display(t, index))
    default:
      throw new ArgumentError(index, 'value has no literal form')
  }
}

const escaped = (character: string, digitAfter: string | undefined): string => {
  if (character === '"' || character === '\\' || character === '\n') return `\\${character}`
  // To C only the control characters of ASCII are any.
  if (character > '\x7f') return character
  const code = String(character.charCodeAt(0))
  return `\\${digitAfter ? code.padStart(3, '0') : code}`
}

const quotedNumber = (lua: Lua, t: Thread, index: number): string => {
  const n = lua.toNumber(t, index)!
  if (!lua.isInteger(t, index)) return hexText(n)
  return n === -(2 ** 31) ? '0x80000000' : String(n)
}

const converters: Readonly<Record<string, Converter>> = {
  a: float, A: float, e: float, E: float, f: float, g: float, G: float,
  d: integer, i: integer, u: integer, o: integer, x: integer, X: integer,
  c: character,
  s: string,
  q: quoted,
}
