/** A table of functions and where to call them, a line each under a heading. */
export const functionTable = (names: readonly string[], gatewayUrl: string): string => {
  const rows = [['FUNCTION', 'URL'], ...names.map(name => [name, `${gatewayUrl}/function/${name}`])]
  const width = Math.max(...rows.map(([name = '']) => name.length))
  return rows.map(([name = '', url = '']) => `${name.padEnd(width)}  ${url}\n`).join('')
}
