import type { Log } from '../host/log.ts'

/** A log that is kept for the tests' reports. */
export interface TestLog extends Log {
  /** Begins anew, for the next test. */
  begin(): void
  /** What came since then. */
  text(): string
  /** What came of one call. */
  textOf(callId: string): string
}

interface Line {
  readonly text: string
  readonly callId: string | undefined
}

/** Keeps what is logged; what Lua prints also goes to `print` at once, so that it can be seen where it is looked for. */
export const testLog = (print: (text: string) => void): TestLog => {
  let lines: Line[] = []
  const add = (text: string, callId: string | undefined) => void lines.push({ text, callId })
  return {
    host: (text, callId) => add(text, callId),
    output(_, text, callId) {
      const shown = typeof text === 'string' ? text : Buffer.from(text).toString()
      add(shown, callId)
      print(`${shown}\n`)
    },
    record: ({ level, message, fields, callId }) => add([`${level}:`, message, ...fields.map(([name, json]) => `${name}=${json}`)].join(' '), callId),
    access: () => {},
    flush: () => {},
    begin: () => void (lines = []),
    text: () => lines.map(({ text }) => text).join('\n'),
    textOf: (callId) => lines.filter((line) => line.callId === callId).map(({ text }) => text).join('\n'),
  }
}
