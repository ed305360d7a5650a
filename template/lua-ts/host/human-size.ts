const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'] as const

/** `value`, 0 to 1000, with four significant digits; what stands in the middle goes to the even one, as in C's `%.4g`. */
const fourDigits = (value: number): number => {
  const scale = value >= 100 ? 10 : value >= 10 ? 100 : 1000
  const scaled = value * scale
  // Only a sixteenth or coarser can stand exactly in the middle; toPrecision would round that up.
  const middle = scaled % 1 === 0.5 && Number.isInteger(value * 16)
  const down = Math.floor(scaled)
  return middle ? (down % 2 === 0 ? down : down + 1) / scale : Number(value.toPrecision(4))
}

/** Bytes for people in decimal units, `39B`, `1.2kB`, `1.5MB`, as `HumanSize` of docker/go-units has it. */
export const humanSize = (bytes: number): string => {
  if (bytes < 1000) return `${bytes}B`
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${fourDigits(value)}${units[unit]}`
}
