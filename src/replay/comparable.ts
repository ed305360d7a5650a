type Json = unknown

const isHeaderLines = (value: Json): value is string[] =>
  Array.isArray(value) && value.length > 2 && value.length % 2 === 0 && value.every((each) => typeof each === 'string')

/**
 * JSON of a value in a form in which two are equal when only the order differs that `pairs` goes through a table, which
 * is another one in each process: in texts that are JSON themselves, and in lists of names and values.
 */
export const comparable = (value: Json): Json => {
  if (typeof value === 'string') return comparableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (isHeaderLines(value)) return Array.from({ length: value.length / 2 }, (_, i) => `${value[2 * i]}\n${value[2 * i + 1]}`).sort()
  if (Array.isArray(value)) return value.map(comparable)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, comparable(field)]))
}

const comparableText = (text: string): Json => {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return { json: JSON.parse(text) as Json }
  } catch {
    return text
  }
}
