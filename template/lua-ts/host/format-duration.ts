const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

/** Writes milliseconds as Go's `Duration.String` does: `0s`, `300ms`, `1.5s`, `1m30s`, `1h0m0s`. */
export const formatDuration = (ms: number): string => {
  if (ms === 0) return '0s'
  if (ms < 0.001) return `${trimmed(ms * 1e6, 0)}ns`
  if (ms < 1) return `${trimmed(ms * 1e3, 3)}µs`
  if (ms < 1000) return `${trimmed(ms, 6)}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor((ms % 3_600_000) / 60_000)
  const seconds = `${trimmed((ms % 60_000) / 1000, 9)}s`
  if (hours > 0) return `${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${minutes}m${seconds}` : seconds
}
