/** Letters to add, drop or change to get from `a` to `b` (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The name in `names` that is spelled most like `name`; of several the first. */
export const nearest = (name: string, names: readonly string[]): string | undefined => {
  let best: string | undefined
  let fewest = Infinity
  for (const candidate of names) {
    const edits = distance(name, candidate)
    if (edits < fewest) [best, fewest] = [candidate, edits]
  }
  return best
}
