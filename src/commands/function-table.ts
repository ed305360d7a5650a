/** A function as the table shows it. */
export interface TableFunction {
  readonly name: string
  readonly schedules: readonly string[]
  /** Which implementation of Lua runs it. */
  readonly engine: string
  readonly ready: boolean
}

/** Lines of cells, each column as wide as its widest cell. */
export const textTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('')
}

const stateOf = (ready: boolean, coloured: boolean): string => {
  const text = ready ? 'ready' : 'failed'
  return coloured ? `\u001b[${ready ? 32 : 31}m${text}\u001b[0m` : text
}

/** A table of functions and where to call them, a line each under a heading; with their schedules when there are any. */
export const functionTable = (functions: readonly TableFunction[], gatewayUrl: string, coloured: boolean): string => {
  const scheduled = functions.some(({ schedules }) => schedules.length > 0)
  const rows = functions.map(({ name, schedules, engine, ready }) =>
    [name, `${gatewayUrl}/function/${name}`, ...(scheduled ? [schedules.join('; ')] : []), engine, stateOf(ready, coloured)])
  return textTable([['FUNCTION', 'URL', ...(scheduled ? ['SCHEDULE'] : []), 'ENGINE', 'STATE'], ...rows])
}
