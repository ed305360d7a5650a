/**
 * A call that was kept, to be run again: what came, what the function asked the world for and was told, what it
 * answered. Strings of Lua have one UTF-16 unit per byte here.
 */

/** A number that is a float in Lua; integers are bigint. */
export type KeptValue = null | boolean | number | bigint | string | KeptTable | KeptHandle | KeptName

export interface KeptTable {
  /** Name of its metatable, where that is one of the host's. */
  readonly kind: string | undefined
  /** The values at 1, 2, 3 … */
  readonly list: readonly KeptValue[]
  readonly fields: readonly (readonly [key: KeptValue, value: KeptValue])[]
}

/** A table that stands for something of the host, such as a database connection. */
export interface KeptHandle {
  readonly kind: string
  readonly handle: number
}

/** A value that is one and the same everywhere, such as `json.null`, or one that can't be kept. */
export interface KeptName {
  readonly named: string
}

/** An error that a host function raised. */
export interface KeptError {
  readonly message: string
  /** As in Lua's `error`: whose place goes before the message. */
  readonly level: number
  /** The argument that was wrong, where Lua itself makes the message of it. */
  readonly argument: number | undefined
  /** The error value, where it is not the message. */
  readonly value: KeptValue | undefined
}

/** One question of the function to the world outside, and what came back. */
export interface Asked {
  /** Module and function, such as `http.open`. */
  readonly name: string
  /** Where in the function's code, as `handler.lua:12`. */
  readonly place: string
  /** The arguments; undefined for what answers whatever it is asked with, such as a clock. */
  readonly given: readonly KeptValue[] | undefined
  /** What it returned; undefined when it failed, and when the call's time was up before. */
  answer: readonly KeptValue[] | undefined
  error: KeptError | undefined
}

export interface KeptEvent {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: readonly string[]
  readonly body: Buffer
  /** How many bytes came at a time. */
  readonly pieces: readonly number[]
  /** The platform's own event in JSON, where the request came in one. */
  readonly source: string | undefined
  /** The JSON text of an event that is no request. */
  readonly message: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
}

export interface KeptAnswer {
  /** 0 when there was none. */
  readonly status: number
  readonly headers: readonly string[]
  readonly body: Buffer
  /** True when it broke off. */
  readonly cut: boolean
  /** Why the function failed, with the traceback. */
  readonly failure: string | undefined
}

export interface Recording {
  /** When the call came, as ISO 8601. */
  readonly at: string
  readonly functionName: string
  readonly platform: string
  readonly engine: string
  readonly callId: string
  /** True when it was too large to be kept whole; it can't be run again then. */
  readonly truncated: boolean
  readonly event: KeptEvent
  /** What was asked while the function was loaded, the same for all its calls. */
  readonly loading: readonly Asked[]
  readonly asked: readonly Asked[]
  readonly answer: KeptAnswer
}
