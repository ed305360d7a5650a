import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { UsageError } from './command-error.ts'

/** Reads a command's arguments. Throws a `UsageError` in one sentence. */
export const parseOptions = <Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (cause) {
    // Node adds advice about dashes after its first sentence.
    const [sentence = ''] = (cause as Error).message.split(/\. |\n/)
    throw new UsageError(sentence.replaceAll("'", '"'), { cause })
  }
}
