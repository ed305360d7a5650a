import { basename, dirname } from 'node:path'
import { CommandError } from '../command-error.ts'
import type { FunctionSet } from './function-set.ts'
import type { StackFunction } from '../stack/stack-function.ts'
import { watchedFolders } from './watched-folders.ts'

/** Keeps the functions as their files are. */
export interface Reloader {
  close(): void
}

export interface ReloaderOptions {
  readonly set: Pick<FunctionSet, 'apply' | 'reload'>
  /** As they are served at the start. */
  readonly functions: readonly StackFunction[]
  /** Absolute path of the stack file. */
  readonly stackFile: string
  /** Reads it again. Throws a `CommandError`. */
  readonly read: () => readonly StackFunction[]
  readonly say: (text: string) => void
}

// Editors write in several steps: empty the file, fill it, set its time.
const quietMs = 20
// What a function writes into its own folder must not load it again: only sources count.
const sources = /^[^.].*\.(lua|etlua|html|mustache|tpl|tmpl|sql|ya?ml|toml)$/
const tests = /_(?:test|spec)\.lua$/

/** Whether a change of this file means that its function differs. */
const counts = (file: string | undefined): boolean => {
  if (file === undefined) return true
  const name = basename(file)
  return sources.test(name) && !tests.test(name)
}

/** Loads functions again when the files in their folders change, and all that differ when the stack file does. */
export const reloader = ({ set, functions: first, stackFile, read, say }: ReloaderOptions): Reloader => {
  const changed = new Set<string>()
  let stackChanged = false
  let quiet: NodeJS.Timeout | undefined
  let functions = first

  const watched = watchedFolders(
    (folder, file) => {
      const ofStack = stackFiles().some(path => dirname(path) === folder && (file === undefined || basename(path) === file))
      stackChanged ||= ofStack
      if (counts(file)) for (const fn of functions) if (fn.handlerDir === folder) changed.add(fn.name)
      if (!ofStack && changed.size === 0) return
      clearTimeout(quiet)
      quiet = setTimeout(act, quietMs)
    },
    (folder, error) => say(`Cannot watch "${folder}" for changes (${error.message}): start again after you changed it`),
  )
  const stackFiles = (): string[] => [stackFile, ...functions.flatMap(fn => fn.environmentFiles)]

  const watchAll = (): void =>
    watched.set([
      ...functions.map(({ handlerDir }) => ({ path: handlerDir, recursive: true })),
      ...[...new Set(stackFiles().map(path => dirname(path)))].map(path => ({ path, recursive: false })),
    ])

  const applyStack = (): void => {
    try {
      functions = read()
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      say(`Cannot read the functions again; those before serve on:\n${error.mistakes.map(mistake => `  ${mistake}`).join('\n')}`)
      return
    }
    watchAll()
    set.apply(functions)
  }

  const act = (): void => {
    if (stackChanged) applyStack()
    for (const name of changed) set.reload(name)
    stackChanged = false
    changed.clear()
  }

  watchAll()
  const close = (): void => {
    clearTimeout(quiet)
    watched.close()
  }
  return { close }
}
