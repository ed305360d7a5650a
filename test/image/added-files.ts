import { outputOf } from './run-program.ts'

/** A file, and what it takes. */
export interface AddedFile {
  readonly path: string
  readonly bytes: number
}

/** Size and time of every file below `root`, by its path. */
const files = async (root: string): Promise<Map<string, string>> => {
  const lines = await outputOf('find', [root, '-xdev', '!', '-type', 'd', '-printf', String.raw`%P\t%s %T@\n`])
  return new Map(lines.split('\n').map((line) => line.split('\t') as [string, string]))
}

/** The files below `root` that are not in `base`, or not the same there. */
export const addedFiles = async (root: string, base: string): Promise<AddedFile[]> => {
  const there = await files(base)
  const added = [...(await files(root))].filter(([path, state]) => there.get(path) !== state)
  return added.map(([path, state]) => ({ path, bytes: Number.parseInt(state, 10) }))
}
