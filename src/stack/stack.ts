import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CommandError } from '../command-error.ts'
import { envsubst, SubstitutionError } from './envsubst.ts'
import { readStackFunction } from './stack-function.ts'
import type { StackContext, StackFunction } from './stack-function.ts'
import { isMapping, parseYaml } from './yaml-values.ts'
import type { Complain, Mapping } from './yaml-values.ts'

/** Which stack file to read, and what of it. */
export interface StackRequest {
  /** Path as the user wrote it; without one, `stack.yml` or `stack.yaml`. */
  readonly file: string | undefined
  /** Names of the functions that are wanted; none means all. */
  readonly names: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Path of the stack file, as the user wrote it or found by its usual names. */
export const findStackFile = ({ file, cwd }: Pick<StackRequest, 'file' | 'cwd'>): string =>
  file ?? ['stack.yml', 'stack.yaml'].find(name => existsSync(resolve(cwd, name))) ?? 'stack.yml'

const readStackText = (file: string, { cwd, env }: StackRequest): string => {
  try {
    return envsubst(readFileSync(resolve(cwd, file), 'utf8'), env)
  } catch (cause) {
    if (cause instanceof SubstitutionError) throw new CommandError([`${file}: ${cause.message}`], { cause })
    const { code } = cause as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? `No file "${file}" in ${cwd}` : `Cannot read "${file}" (${code})`
    throw new CommandError([`${what}: name the stack file with -f`], { cause })
  }
}

const readFunctionEntries = (text: string, file: string, complain: Complain): Mapping => {
  const content = parseYaml(text, file, complain)
  if (content === undefined) return {}
  const functions = isMapping(content) ? content.functions : undefined
  if (isMapping(functions) && Object.keys(functions).length > 0) return functions
  complain(file, 'No functions: list them under the key "functions"')
  return {}
}

const pickNames = (names: readonly string[], known: readonly string[], file: string, complain: Complain): readonly string[] => {
  for (const name of new Set(names)) {
    if (!known.includes(name)) complain(file, `No function "${name}": it has ${known.join(', ')}`)
    if (names.indexOf(name) !== names.lastIndexOf(name)) complain('lua-ts', `Function "${name}" is named twice: name it once`)
  }
  return names.length === 0 ? known : known.filter(name => names.includes(name))
}

/**
 * The functions of a stack file, in its order and as `read` makes them of their entries: variables replaced.
 * Functions that are not asked for aren't checked. Throws one `CommandError` with all mistakes.
 */
export const readStackWith = <Fn>(request: StackRequest, read: (name: string, entry: unknown, context: StackContext) => Fn): Fn[] => {
  const mistakes: string[] = []
  const complain = (place: string, what: string): void => void mistakes.push(`${place}: ${what}`)
  const file = findStackFile(request)
  const entries = readFunctionEntries(readStackText(file, request), file, complain)
  if (mistakes.length > 0) throw new CommandError(mistakes)
  const dir = dirname(resolve(request.cwd, file))
  const functions = pickNames(request.names, Object.keys(entries), file, complain).map(name =>
    read(name, entries[name], { dir, place: `${file}: functions.${name}`, complain }),
  )
  if (mistakes.length > 0) throw new CommandError(mistakes)
  return functions
}

/** The functions of a stack file as this machine runs them: files and secrets looked for. Throws as `readStackWith()` does. */
export const readStack = (request: StackRequest): StackFunction[] => readStackWith(request, readStackFunction)
