import type { Readable } from 'node:stream'
import { sharedOutput } from './shared-output.ts'
import type { Terminal } from '../terminal.ts'

/** What everything prints on, and below it a line about what takes time. */
export interface Screen {
  /** Writes whole lines, each after `prefix`; holds `source` back while the output is behind. */
  write(stream: 'stdout' | 'stderr', prefix: string, lines: readonly Uint8Array[], source?: Readable): void
  /** Writes a text of this program's own, on stderr. */
  say(text: string): void
  /** Shows a text as the last line until the next one, on a terminal only; none for an empty text. */
  progress(text: string): void
}

// Back to the first column, and away with all to the right (ECMA-48, EL).
const clear = '\r\u001b[K'

/** Prints on a command's outputs. */
export const screen = ({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>): Screen => {
  const outputs = { stdout: { output: stdout, shared: sharedOutput(stdout) }, stderr: { output: stderr, shared: sharedOutput(stderr) } }
  let shown = ''
  const show = (text: string): void => {
    if (stderr.errored === null) stderr.write(clear + text)
  }
  const write: Screen['write'] = (stream, prefix, lines, source) => {
    const { output, shared } = outputs[stream]
    const below = shown !== '' && output.isTTY === true
    if (below) show('')
    shared.write(prefix, lines, source)
    if (below) show(shown)
  }
  return {
    write,
    say: text => write('stderr', '', [Buffer.from(text)]),
    progress: text => {
      if (stderr.isTTY !== true || text === shown) return
      shown = text
      show(text)
    },
  }
}
