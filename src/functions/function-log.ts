/** One line that a function printed. */
export interface LogLine {
  /** The function's; empty for what is said about them. */
  readonly name: string
  /** Which of its hosts. */
  readonly instance: string
  /** Unix time in ms. */
  readonly timeMs: number
  readonly text: string
}

/** What the functions printed lately. */
export interface FunctionLog {
  add(line: LogLine): void
  /** The kept lines of a function, oldest first. */
  lines(name: string): readonly LogLine[]
  /** Gives every further line to `take` until the returned function is called. */
  follow(take: (line: LogLine) => void): () => void
}

const keptLines = 2_000

/** Keeps the last 2,000 lines of each function. */
export const functionLog = (): FunctionLog => {
  const kept = new Map<string, LogLine[]>()
  const followers = new Set<(line: LogLine) => void>()
  const add = (line: LogLine): void => {
    const lines = kept.get(line.name) ?? []
    kept.set(line.name, lines)
    // Cut seldom: moving the whole list for each line would cost more than the lines that are too many.
    if (lines.push(line) >= 2 * keptLines) lines.splice(0, keptLines)
    for (const take of followers) take(line)
  }
  const follow = (take: (line: LogLine) => void): (() => void) => {
    followers.add(take)
    return () => followers.delete(take)
  }
  return { add, lines: name => (kept.get(name) ?? []).slice(-keptLines), follow }
}
