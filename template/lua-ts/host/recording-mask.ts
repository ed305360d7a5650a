import type { KeptValue } from './recording.ts'

/** Headers that let their reader in somewhere. */
const tellingHeaders: ReadonlySet<string> = new Set([
  'authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'x-auth-token', 'x-amz-security-token',
])

/** What stands in the place of a value that is kept back. */
export const maskText = '***'

// Shorter ones would be found everywhere.
const minSecretLength = 4

const tellingField = new RegExp(`("(?:${[...tellingHeaders].join('|')})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\])`, 'gi')
const userInUrl = /\b([a-z][a-z0-9+.-]*:\/\/)[^/@\s"']+@/gi

/** Keeps secrets out of recordings, and puts those back that the function has when it runs again. */
export class RecordingMask {
  readonly #headersToo: boolean
  /** Names of secrets by their values, in which one UTF-16 unit is a byte. */
  readonly #secrets = new Map<string, string>()

  /** `headersToo`: values of `Authorization`, `Cookie` and the like are kept back as well. */
  constructor(headersToo: boolean) {
    this.#headersToo = headersToo
  }

  /** Takes note of a secret that the function has read. */
  add(name: string, value: Uint8Array): void {
    if (value.length >= minSecretLength) this.#secrets.set(Buffer.from(value).toString('latin1'), name)
  }

  /** The text, one UTF-16 unit per byte, with `${secret:NAME}` in place of secrets. */
  text(text: string): string {
    let masked = text
    for (const [value, name] of this.#secrets) {
      masked = masked.replaceAll(value, () => `\${secret:${name}}`)
      for (const other of otherSpellings(value)) masked = masked.replaceAll(other, maskText)
    }
    return masked
  }

  /** The text with the secrets that are known here back in place. */
  unmasked(text: string): string {
    if (!text.includes('${secret:')) return text
    let whole = text
    for (const [value, name] of this.#secrets) whole = whole.replaceAll(`\${secret:${name}}`, () => value)
    return whole
  }

  /** A value of Lua, as it may be kept. */
  value(value: KeptValue): KeptValue {
    if (typeof value === 'string') return this.text(value).replaceAll(userInUrl, `$1${maskText}@`)
    if (value === null || typeof value !== 'object' || !('list' in value)) return value
    return {
      kind: value.kind,
      list: this.#list(value.list),
      fields: value.fields.map(([key, field]) => [this.value(key), this.#isTelling(key) ? maskedValue(field) : this.value(field)] as const),
    }
  }

  /** Header lines: name, value, name, value … */
  headers(lines: readonly string[]): string[] {
    return lines.map((line, i) => (i % 2 === 1 && this.#isTelling(lines[i - 1]!) ? maskText : this.text(line)))
  }

  /** The JSON text of a platform's event. */
  json(text: string): string {
    const masked = Buffer.from(this.text(Buffer.from(text).toString('latin1')), 'latin1').toString()
    return this.#headersToo ? masked.replaceAll(tellingField, `$1"${maskText}"`) : masked
  }

  /** Header lines are lists of names and values too. */
  #list(list: readonly KeptValue[]): readonly KeptValue[] {
    return list.map((value, i) => (i % 2 === 1 && typeof value === 'string' && this.#isTelling(list[i - 1]!) ? maskText : this.value(value)))
  }

  #isTelling(name: KeptValue): boolean {
    return this.#headersToo && typeof name === 'string' && tellingHeaders.has(name.toLowerCase())
  }
}

/** A secret as it stands in URLs and in JSON, where that differs. */
const otherSpellings = (value: string): string[] => {
  const text = Buffer.from(value, 'latin1').toString()
  return [encodeURIComponent(text), JSON.stringify(text).slice(1, -1)].map((each) => Buffer.from(each).toString('latin1')).filter((each) => each !== value)
}

const maskedValue = (value: KeptValue): KeptValue =>
  value !== null && typeof value === 'object' && 'list' in value ? { ...value, list: value.list.map(() => maskText), fields: [] } : maskText
