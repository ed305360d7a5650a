import { randomUUID } from 'node:crypto'

// It is on every line of the log, and a header may be as long as a megabyte. Gateways send a UUID.
const longest = 128

/** The id of a call: the start of what the caller sent, or a new one. */
export const callIdOf = (sent: string | undefined): string => (sent ? sent.slice(0, longest) : randomUUID())
