import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' }) => void

const stepBytes = 16 * 1024 * 1024

/**
 * Counts the bytes of long bodies that came in, and collects the young garbage after every 16 MiB of them. The collector
 * does not see how much memory hangs on the buffers that sockets fill, so left alone it lets a long upload pile up
 * what is long dead; collecting it also reuses memory that is still in the processor's cache.
 */
export const minorCollection = (): ((bytes: number) => void) => {
  let sinceBytes = 0
  let collect: Collect | undefined
  return (bytes) => {
    sinceBytes += bytes
    if (sinceBytes < stepBytes) return
    sinceBytes = 0
    collect ??= collector()
    collect({ type: 'minor' })
  }
}

// The collector is no function of a program's own unless this flag makes it one.
const collector = (): Collect => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
