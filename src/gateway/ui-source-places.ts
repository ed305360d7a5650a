import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { SourcePlace } from '../ui/feed-types.ts'

const around = 3
const maxPlaces = 6
const maxFileBytes = 1024 * 1024
const maxLineLength = 300
const named = /([\w@.+/-]+\.lua):(\d+):/g

/** The lines of a file within the folder; undefined for one outside of it, or that can't be shown. */
const linesOf = (dir: string, file: string): string[] | undefined => {
  try {
    const folder = realpathSync(dir)
    const path = realpathSync(resolve(folder, file))
    if (!path.startsWith(folder + sep) || statSync(path).size > maxFileBytes) return undefined
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return undefined
  }
}

/** The places in the function's own files (in `dir`) that a text names as `FILE.lua:LINE:`, each once, with the lines around them. */
export const sourcePlaces = (text: string, dir: string): SourcePlace[] => {
  const places = new Map<string, SourcePlace>()
  for (const [, file = '', number = ''] of text.matchAll(named)) {
    const line = Number(number)
    const key = `${file}:${line}`
    if (places.has(key) || places.size >= maxPlaces) continue
    const source = linesOf(dir, file)
    if (source === undefined || line < 1 || line > source.length) continue
    const first = Math.max(line - around, 1)
    const lines = source.slice(first - 1, line + around).map((content, index) => ({ line: first + index, text: content.slice(0, maxLineLength) }))
    places.set(key, { file, line, lines })
  }
  return [...places.values()]
}
