/** Memory after a number of requests, all garbage collected. */
export interface MemoryPoint {
  readonly requests: number
  readonly rss: number
  readonly heapUsed: number
  readonly external: number
}

/**
 * How much the memory grew from the first point at or after `fromRequests` to the highest later one, as a share: 0.05
 * for 5 %. Negative when it only fell. NaN when there are no two such points.
 */
export const growth = (points: readonly MemoryPoint[], fromRequests: number): number => {
  const [first, ...later] = points.filter(({ requests }) => requests >= fromRequests)
  if (first === undefined || later.length === 0) return Number.NaN
  return Math.max(...later.map(({ rss }) => rss)) / first.rss - 1
}
