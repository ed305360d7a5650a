import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { CommandError } from '../command-error.ts'
import { findStackFile, readStackWith } from '../stack/stack.ts'
import type { StackRequest } from '../stack/stack.ts'
import { readStackFunction } from '../stack/stack-function.ts'
import type { StackFunction } from '../stack/stack-function.ts'

/** A function whose tests run. */
export interface TestTarget {
  /** Its folder, absolute. */
  readonly folder: string
  /** Files of tests, by their paths in the folder; none for all. */
  readonly files: readonly string[]
  /** What the stack file says of it; undefined for a folder that it doesn't name. */
  readonly fn: StackFunction | undefined
}

const readFunctions = (request: StackRequest): StackFunction[] =>
  // What is secret need not be here: tests have fake.secrets.
  readStackWith(request, (name, entry, context) => readStackFunction(name, entry, { ...context, secretsElsewhere: true }))

/** The functions of the stack file, as far as it can be read: a folder's tests run without one. */
const knownFunctions = (request: StackRequest): StackFunction[] => {
  try {
    return readFunctions({ ...request, names: [] })
  } catch (error) {
    if (error instanceof CommandError && request.file === undefined) return []
    throw error
  }
}

const isFunctionFolder = (folder: string): boolean => existsSync(join(folder, 'handler.lua'))

/** The folder of the function that a file belongs to: the nearest one with a handler, else its own. */
const folderOfFile = (file: string, cwd: string): string => {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (isFunctionFolder(folder)) return folder
    if (folder === cwd || folder === dirname(folder)) return dirname(file)
  }
}

/** The functions in a folder: itself, or those right below it. */
const foldersIn = (folder: string): string[] => {
  if (isFunctionFolder(folder)) return [folder]
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)).filter(isFunctionFolder)
  return below.length > 0 ? below.sort() : [folder]
}

/**
 * What `names` stand for: functions of the stack file, folders, or files of tests; without any, all functions of the
 * stack file, or the current folder where there is none. @throws CommandError
 */
export const testTargets = (request: StackRequest): TestTarget[] => {
  const { names, cwd } = request
  const hasStack = request.file !== undefined || existsSync(resolve(cwd, findStackFile(request)))
  if (names.length === 0 && hasStack) return readFunctions(request).map((fn) => ({ folder: fn.handlerDir, files: [], fn }))
  const known = hasStack ? knownFunctions(request) : []
  const ofFolder = (folder: string, files: readonly string[] = []): TestTarget => ({ folder, files, fn: known.find(({ handlerDir }) => handlerDir === folder) })
  return (names.length === 0 ? ['.'] : names).flatMap((name) => {
    const fn = known.find((each) => each.name === name)
    if (fn) return [{ folder: fn.handlerDir, files: [], fn }]
    const path = resolve(cwd, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) throw new CommandError([`No function, folder or file "${name}"${known.length > 0 ? `: the stack file has ${known.map((each) => each.name).join(', ')}` : ''}`])
    if (found.isDirectory()) return foldersIn(path).map((folder) => ofFolder(folder))
    const folder = folderOfFile(path, cwd)
    return [ofFolder(folder, [relative(folder, path)])]
  })
}

/** What a target is called where it has no name. */
export const targetName = ({ folder, fn }: TestTarget): string => fn?.name ?? basename(folder)
