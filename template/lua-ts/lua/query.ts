const hex = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/**
 * Decodes percent signs and plus signs of a query or form. Text in and out holds one byte per UTF-16 unit,
 * so that bytes which are no UTF-8 come through; a percent sign without two hex digits stays as it is.
 */
export const decodeComponent = (text: string): string => {
  if (!text.includes('%')) return text.includes('+') ? text.replaceAll('+', ' ') : text
  let decoded = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const high = code === 37 ? hex(text.charCodeAt(i + 1)) : -1
    const low = high >= 0 ? hex(text.charCodeAt(i + 2)) : -1
    if (low >= 0) {
      decoded += String.fromCharCode(high * 16 + low)
      i += 2
    } else decoded += code === 43 ? ' ' : text[i]
  }
  return decoded
}

/** Calls `each` with every name and value of a query or form (`a=1&b=2`), decoded, in order. */
export const eachParameter = (text: string, each: (name: string, value: string) => void): void => {
  if (text === '') return
  for (const part of text.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    if (at < 0) each(decodeComponent(part), '')
    else each(decodeComponent(part.slice(0, at)), decodeComponent(part.slice(at + 1)))
  }
}
