import type { RawHeaders } from '../../host/call.ts'

/** One request as it goes on the wire. */
export interface HttpRequest {
  readonly method: string
  readonly url: URL
  /** Name, value, name, value … in Latin-1. */
  readonly headers: RawHeaders
  /** The whole body; `streamed` when its pieces follow. */
  readonly body: Uint8Array | 'streamed' | undefined
  /** Checks the server's certificate. */
  readonly verify: boolean
  /** The authorities, in PEM, that may have signed it; those of Node.js when undefined. */
  readonly ca?: string | undefined
}

/** How one call goes on beyond the first answer. */
export interface HttpOptions {
  readonly maxRedirects: number
  /** Takes compressed answers and unpacks them. */
  readonly decompress: boolean
  /** Longest time, in milliseconds: until the answer is whole or, where it is streamed, for each step. */
  readonly timeoutMs: number
}

const lowerNames = (headers: RawHeaders): Set<string> => new Set(headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))

/** The headers, with those of `defaults` that they don't have. */
export const withDefaults = (headers: RawHeaders, defaults: RawHeaders): string[] => {
  const names = lowerNames(headers)
  const all = [...headers]
  for (let i = 0; i < defaults.length; i += 2) if (!names.has(defaults[i]!.toLowerCase())) all.push(defaults[i]!, defaults[i + 1]!)
  return all
}

/** The headers without those of these names, which are in lower case. */
export const withoutHeaders = (headers: RawHeaders, names: readonly string[]): string[] =>
  headers.filter((_, i) => !names.includes(headers[i - (i % 2)]!.toLowerCase()))
