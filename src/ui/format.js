/** What stands for a figure that there isn't. */
export const nothing = '–'

/**
 * Three digits at most, more before the point.
 * @param {number} value
 */
const short = value => {
  if (value >= 99.5 || Number.isInteger(value)) return Math.round(value).toLocaleString('en')
  return value >= 9.95 ? value.toFixed(1) : value.toFixed(2)
}

/**
 * A count or a rate: `1,204`, `0.25`.
 * @param {number | null | undefined} value
 */
export const formatNumber = value => (value === null || value === undefined ? nothing : short(value))

/**
 * A duration: `0.42 ms`, `12.5 ms`, `1.53 s`.
 * @param {number | null | undefined} ms
 */
export const formatMs = ms => {
  if (ms === null || ms === undefined) return nothing
  return ms >= 999.5 ? `${short(ms / 1000)} s` : `${short(ms)} ms`
}

const units = ['bytes', 'KiB', 'MiB', 'GiB']

/**
 * A number of bytes: `22 bytes`, `16 MiB`.
 * @param {number | null | undefined} bytes
 */
export const formatBytes = bytes => {
  if (bytes === null || bytes === undefined) return nothing
  const step = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return `${short(bytes / 1024 ** step)} ${bytes === 1 ? 'byte' : units[step]}`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/**
 * The time of day here: `14:03:27`.
 * @param {number} timeMs Unix time in ms
 */
export const formatTime = timeMs => clock.format(timeMs)

/**
 * `1 piece`, `2 pieces`.
 * @param {number} count
 * @param {string} noun
 */
export const formatCount = (count, noun) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
