const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

// Case matters: Kubernetes reads a small "m" as a thousandth.
const size = /^(\d+(?:\.\d+)?)((?:[kKMGT]|[KMGT]i)?)B?$/

/**
 * Bytes in a size: a plain number (`1048576`), binary units (`512Ki`, `64Mi`, `1Gi`) or decimal ones (`10MB`, `10M`).
 * @throws RangeError when `text` is none of these or is too large to count exactly
 */
export const parseSize = (text: string): number => {
  const [, amount, unit = ''] = size.exec(text) ?? []
  if (amount === undefined) {
    throw new RangeError(`Cannot parse size ${JSON.stringify(text)}: expected bytes such as "1048576", "64Mi" or "10MB"`)
  }
  const bytes = Math.floor(Number(amount) * (factors[unit] ?? 1))
  if (!Number.isSafeInteger(bytes)) throw new RangeError(`Size must be under 8192Ti, got ${JSON.stringify(text)}`)
  return bytes
}
