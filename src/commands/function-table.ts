/** A function as the table shows it. */
export interface TableFunction {
  readonly name: string
  readonly schedules: readonly string[]
}

/** Lines of cells, each column as wide as its widest cell. */
export const textTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('')
}

/** A table of functions and where to call them, a line each under a heading; with their schedules when there are any. */
export const functionTable = (functions: readonly TableFunction[], gatewayUrl: string): string => {
  const rows = [['FUNCTION', 'URL', 'SCHEDULE'], ...functions.map(({ name, schedules }) => [name, `${gatewayUrl}/function/${name}`, schedules.join('; ')])]
  const scheduled = functions.some(({ schedules }) => schedules.length > 0)
  return textTable(scheduled ? rows : rows.map(row => row.slice(0, 2)))
}
