import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LoadError } from '../host/errors.ts'
import type { Environment } from '../host/settings.ts'
import { unpack } from './archive.ts'

/** What `/init` brings. */
export interface ActionCode {
  readonly code: string
  readonly main: string
  readonly binary: boolean
  readonly environment: Environment
}

/** An action whose files are in place. */
export interface Action {
  readonly folder: string
  readonly file: string
  readonly entry: string
  readonly environment: Environment
}

const entryFiles = ['main.lua', 'init.lua', 'handler.lua'] as const

const unpacked = (code: string, folder: string): void => {
  try {
    unpack(Buffer.from(code, 'base64'), folder)
  } catch (cause) {
    throw new LoadError(`There was an error uncompressing the action archive: ${(cause as Error).message}`, { kind: 'missing', cause })
  }
}

/** In an archive `main` may begin with a file's name: `file.function`. */
const archiveEntry = (folder: string, main: string): { file: string; entry: string } => {
  const [first = '', ...others] = main.split('.')
  if (others.length > 0 && existsSync(join(folder, `${first}.lua`))) return { file: join(folder, `${first}.lua`), entry: others.join('.') }
  const found = entryFiles.find((name) => existsSync(join(folder, name)))
  if (found) return { file: join(folder, found), entry: main }
  throw new LoadError('Zipped actions must contain main.lua, init.lua or handler.lua at the root.', { kind: 'missing' })
}

const variable = (value: unknown): string => (value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value))

/**
 * Reads the body of `/init`; undefined when it has no code to run.
 * Fields: https://github.com/apache/openwhisk/blob/master/docs/actions-new.md
 */
export const readActionCode = (body: unknown): ActionCode | undefined => {
  const { value } = (body ?? {}) as { value?: { code?: unknown; main?: unknown; binary?: unknown; env?: unknown } | null }
  if (typeof value?.code !== 'string' || value.code === '' || typeof value.main !== 'string' || value.main === '') return undefined
  const env = typeof value.env === 'object' && value.env !== null ? Object.entries(value.env) : []
  const environment = Object.fromEntries(env.map(([name, each]) => [name, variable(each)]))
  return { code: value.code, main: value.main, binary: value.binary === true, environment }
}

/** Puts an action's files into a new folder under `parent`. @throws LoadError when they can't be unpacked */
export const placeAction = ({ code, main, binary, environment }: ActionCode, parent: string): Action => {
  const folder = mkdtempSync(join(parent, 'action-'))
  if (binary) {
    unpacked(code, folder)
    return { folder, ...archiveEntry(folder, main), environment }
  }
  const file = join(folder, 'main.lua')
  writeFileSync(file, code)
  return { folder, file, entry: main, environment }
}
