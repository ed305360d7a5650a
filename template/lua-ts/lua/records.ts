import type { Lua, Thread } from './engine.ts'

/** A value on its way into Lua: a bigint is an integer, a string is text, bytes are a string. */
export type RecordValue = null | boolean | number | bigint | string | Uint8Array

/** What the tables that are made of rows of values have in common; the same object for the same columns is fastest. */
export interface RecordShape {
  /** The field of each value. Of fields with the same name the last that is not nil stays. */
  readonly keys: readonly string[]
  /** Whether a number is a float even if it is whole. */
  readonly floats: readonly boolean[]
  /** Reference to what null becomes; undefined for no field at all. */
  readonly null: number | undefined
}

export type RecordRow = readonly RecordValue[]

/** Pushes an integer; where the engine has no such integer its digits, which can be sent back as they are. */
export const pushExactInteger = (lua: Lua, t: Thread, value: bigint): void => {
  lua.pushBigInt(t, value)
  if (lua.isInteger(t, -1) || Number.isSafeInteger(Number(value))) return
  lua.pop(t, 1)
  lua.pushLatin1(t, value.toString())
}
