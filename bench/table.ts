/** A column: its title, and the side that its texts stand on. */
export interface Column {
  readonly title: string
  readonly side: 'left' | 'right'
}

const align = (text: string, width: number, side: Column['side']): string =>
  side === 'left' ? text.padEnd(width) : text.padStart(width)

/** Lines of text with the columns two spaces apart, each as wide as its widest text. */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (texts: readonly string[]): string =>
    columns.map(({ side }, i) => align(texts[i] ?? '', widths[i] ?? 0, side)).join('  ').trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}
