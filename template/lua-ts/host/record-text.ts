import type { LogRecord } from './log-entry.ts'

/** Names that every JSON line has already. */
const ownNames: readonly string[] = ['time', 'level', 'source', 'call_id', 'message']

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

// oxlint-disable-next-line no-control-regex -- they are what must not get into a line
const onOneLine = (text: string): string => (/[\x00-\x1f\x7f]/.test(text) ? escaped(text).replaceAll('\\"', '"') : text)

/** A plain word needs no quotes; anything else is shown as JSON. */
const plain = (json: string): string => (/^"[\w./:@+-]+"$/.test(json) ? json.slice(1, -1) : json)

/** `message name=value other="two words"`, on one line. */
export const recordText = ({ message, fields }: LogRecord): string =>
  [onOneLine(message), ...fields.map(([name, json]) => `${onOneLine(name)}=${plain(json)}`)].join(' ')

/** One JSON object. A field with the name of one of the line's own is written with `field_` before it. */
export const recordJson = ({ level, message, fields, callId }: LogRecord, time: string): string => {
  const own = JSON.stringify({ time, level, source: 'handler', call_id: callId || undefined, message })
  const others = fields.map(([name, json]) => `,${JSON.stringify(ownNames.includes(name) ? `field_${name}` : name)}:${json}`)
  return `${own.slice(0, -1)}${others.join('')}}`
}
