import { isUtf8 } from 'node:buffer'
import type { KeptValue } from './recording.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** JSON of bytes, one UTF-16 unit each: text where they are UTF-8, else base64. */
export const encodeBytes = (latin1: string): Json => {
  const bytes = Buffer.from(latin1, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') }
}

/** The bytes that `encodeBytes` wrote. @throws TypeError */
export const decodeBytes = (json: unknown): string => {
  if (typeof json === 'string') return Buffer.from(json).toString('latin1')
  if (isObject(json) && typeof json['base64'] === 'string') return Buffer.from(json['base64'], 'base64').toString('latin1')
  throw new TypeError(`text or base64 expected, got ${JSON.stringify(json)}`)
}

const isObject = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null && !Array.isArray(json)

const encodeNumber = (value: number): Json => {
  if (Number.isFinite(value) && !Number.isInteger(value)) return value
  return { float: Object.is(value, -0) ? '-0' : String(value) }
}

/** JSON of a Lua value. Integers are numbers; what JSON has no word for is an object that says what it is. */
export const encodeValue = (value: KeptValue): Json => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return encodeBytes(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : { integer: String(value) }
  if (typeof value === 'number') return encodeNumber(value)
  if (!('list' in value)) return { ...value }
  const list = value.list.map(encodeValue)
  if (value.fields.length === 0 && value.kind === undefined) return list
  const fields: [string, Json][] = []
  const pairs: Json[] = []
  for (const [key, field] of value.fields) {
    const name = typeof key === 'string' && key !== '__proto__' ? encodeBytes(key) : undefined
    if (typeof name === 'string') fields.push([name, encodeValue(field)])
    else pairs.push([encodeValue(key), encodeValue(field)])
  }
  return {
    ...(value.kind === undefined ? {} : { kind: value.kind }),
    ...(list.length === 0 ? {} : { list }),
    fields: Object.fromEntries(fields),
    ...(pairs.length === 0 ? {} : { pairs }),
  }
}

const decodeTable = (json: Record<string, unknown>): KeptValue => {
  const { kind, list = [], fields = {}, pairs = [] } = json
  if (!Array.isArray(list) || !Array.isArray(pairs) || !isObject(fields)) throw new TypeError('table with list, fields and pairs expected')
  return {
    kind: typeof kind === 'string' ? kind : undefined,
    list: list.map(decodeValue),
    fields: [
      ...Object.entries(fields).map(([key, field]) => [decodeBytes(key), decodeValue(field)] as const),
      ...(pairs as [unknown, unknown][]).map(([key, field]) => [decodeValue(key), decodeValue(field)] as const),
    ],
  }
}

/** The value that `encodeValue` wrote. @throws TypeError */
export const decodeValue = (json: unknown): KeptValue => {
  if (json === null || typeof json === 'boolean') return json
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json
  if (typeof json === 'string') return decodeBytes(json)
  if (Array.isArray(json)) return { kind: undefined, list: json.map(decodeValue), fields: [] }
  if (!isObject(json)) throw new TypeError(`value expected, got ${typeof json}`)
  if (typeof json['float'] === 'string') return Number(json['float'])
  if (typeof json['integer'] === 'string') return BigInt(json['integer'])
  if (typeof json['named'] === 'string') return { named: json['named'] }
  if (typeof json['handle'] === 'number' && typeof json['kind'] === 'string') return { kind: json['kind'], handle: json['handle'] }
  return 'base64' in json ? decodeBytes(json) : decodeTable(json)
}
