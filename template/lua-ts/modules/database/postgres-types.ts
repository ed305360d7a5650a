import type { SqlValue } from './driver.ts'

/** Numbers of PostgreSQL's types that are more than text in Lua, from its catalogue pg_type. */
const oid = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, oid: 26, float4: 700, float8: 701 } as const

/** Digits that a JavaScript number holds exactly. */
const exactDigits = 15

const toInteger = (text: string): SqlValue => (text.length <= exactDigits ? Number(text) : BigInt(text))

const readers: Readonly<Record<number, (text: string) => SqlValue>> = {
  [oid.bool]: (text) => text === 't',
  // With bytea_output = hex: \x and two digits a byte.
  [oid.bytea]: (text) => Buffer.from(text.slice(2), 'hex'),
  [oid.int8]: toInteger,
  [oid.int2]: Number,
  [oid.int4]: Number,
  [oid.oid]: Number,
  [oid.float4]: Number,
  [oid.float8]: Number,
}

const asText = (text: string): SqlValue => text

/**
 * How values are read: integers, floats, booleans and bytes as such; all others as PostgreSQL writes them, so that
 * decimals, dates and JSON lose nothing.
 */
export const postgresTypes = { getTypeParser: (type: number) => readers[type] ?? asText }

export const isFloatType = (type: number): boolean => type === oid.float4 || type === oid.float8
