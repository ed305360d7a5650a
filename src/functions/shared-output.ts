import type { Readable } from 'node:stream'
import type { Output } from '../terminal.ts'

/** An output that several sources write whole lines to. */
export interface SharedOutput {
  /** Writes the lines, each after `prefix`; holds `source` back while the output is behind. */
  write(prefix: string, lines: readonly Uint8Array[], source?: Readable): void
}

const lineEnd = Buffer.from('\n')

/** Lets several programs print on one output: lines stay whole, and a slow reader slows the writers. */
export const sharedOutput = (output: Output): SharedOutput => {
  const held = new Set<Readable>()
  const release = (): void => {
    for (const source of held) source.resume()
    held.clear()
  }
  // Nobody reads any more: a source that is held back then would never end.
  output.once('error', release)
  const write = (prefix: string, lines: readonly Uint8Array[], source?: Readable): void => {
    if (output.errored !== null) return
    const start = Buffer.from(prefix)
    const fluent = output.write(Buffer.concat(lines.flatMap(line => [start, line, lineEnd])))
    if (fluent || source === undefined || output.errored !== null) return
    if (held.size === 0) output.once('drain', release)
    held.add(source.pause())
  }
  return { write }
}
