type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const raw = JSON as unknown as { parse(text: string, reviver: Reviver): unknown; rawJSON(text: string): unknown }

/** Whether a text could hold an integer that a JavaScript number can't. */
const mayBeLarge = (text: string): boolean => /\d{16}/.test(text)

/** As `JSON.parse`, but integers beyond 2^53 keep their digits when they are written again. @throws SyntaxError */
export const parseExactJson = (text: string): unknown => {
  if (!mayBeLarge(text)) return JSON.parse(text)
  return raw.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? raw.rawJSON(source) : value,
  )
}
