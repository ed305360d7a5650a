const colours = [36, 33, 32, 35, 34, 31] as const

/** What stands before each line of a function's output: its name, padded to `width`, in the colour of its place. */
export const functionLabel = (name: string, width: number, index: number, coloured: boolean): string => {
  const text = `${name.padEnd(width)} |`
  return coloured ? `\u001b[${colours[index % colours.length]}m${text}\u001b[0m ` : `${text} `
}
