import type { RawHeaders } from './call.ts'

/** The value of the first header called `name` (in lower case), or undefined. */
export const headerOf = (headers: RawHeaders, name: string): string | undefined => {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const key = headers[i] as string
    if (key.length === name.length && key.toLowerCase() === name) return headers[i + 1]
  }
  return undefined
}
