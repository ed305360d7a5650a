import { basename, dirname, join } from 'node:path'
import { LoadError } from '../host/errors.ts'

/** A handler as `_HANDLER` names it. */
export interface HandlerName {
  readonly file: string
  /** What the handler is called in that file; undefined when the name is that of the file alone. */
  readonly entry: string | undefined
}

/**
 * Takes `folder/file.name.of.function` apart: the file's name ends at the first dot, as for Lambda's own runtimes.
 * @throws LoadError for a name with two dots in a row, or without a file
 */
export const handlerName = (name: string, folder: string): HandlerName => {
  const last = basename(name)
  const at = last.indexOf('.')
  const file = at < 0 ? last : last.slice(0, at)
  const entry = at < 0 ? undefined : last.slice(at + 1)
  if (name.includes('..') || file === '' || entry === '') {
    throw new LoadError(`Cannot use _HANDLER="${name}": expected "file.function", such as "handler.handler" for handler.lua`, { kind: 'name' })
  }
  return { file: join(folder, dirname(name), `${file}.lua`), entry }
}
