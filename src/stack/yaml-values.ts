import { LineCounter, parseDocument, visit } from 'yaml'

/** Takes the mistakes that are found in a file: where, and what is wrong with the fix. */
export type Complain = (place: string, what: string) => void

/** A mapping of YAML as it was read. */
export type Mapping = Readonly<Record<string, unknown>>

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The value of a YAML text, every scalar as the text that stands in the file: `10` is "10" and `true` is
 * "true", since that is what Go makes of them where it wants a string; an empty value and `null` are "".
 * Complains about every syntax error, by line and column, and returns undefined then.
 */
export const parseYaml = (text: string, file: string, complain: Complain): unknown => {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { schema: 'failsafe', merge: true, prettyErrors: false, lineCounter })
  for (const { message, pos } of document.errors) {
    const { line, col } = lineCounter.linePos(pos[0])
    complain(`${file}:${line}:${col}`, `Cannot read the YAML: ${message}`)
  }
  if (document.errors.length > 0) return undefined
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && node.type === 'PLAIN' && /^(~|null|Null|NULL)$/.test(String(node.value))) node.value = ''
    },
  })
  return document.toJS()
}

const described = (value: unknown): string => (Array.isArray(value) ? 'a list' : isMapping(value) ? 'a mapping' : `"${String(value)}"`)

/** A text, or undefined when there is none. */
export const readText = (value: unknown, place: string, complain: Complain): string | undefined => {
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return value
  complain(place, `Must be a text, not ${described(value)}`)
  return undefined
}

/** A list of texts, empty when there is none. */
export const readTexts = (value: unknown, place: string, complain: Complain): string[] => {
  if (value === undefined || value === '') return []
  if (Array.isArray(value) && value.every(entry => typeof entry === 'string')) return value
  complain(place, `Must be a list of texts ("- one" a line), not ${described(value)}`)
  return []
}

/** A mapping of texts, empty when there is none. */
export const readTextMapping = (value: unknown, place: string, complain: Complain): Record<string, string> => {
  if (value === undefined || value === '') return {}
  if (!isMapping(value)) {
    complain(place, `Must be a mapping ("name: value" a line), not ${described(value)}`)
    return {}
  }
  const texts: Record<string, string> = {}
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string') texts[key] = entry
    else complain(`${place}.${key}`, `Must be a text, not ${described(entry)}`)
  }
  return texts
}
