import { constants, fstatSync, openSync } from 'node:fs'

/**
 * A non-blocking descriptor for the pipe behind `fd`, so that a reader who stops reading can't stop the process;
 * `fd` itself where that isn't a pipe or where the system has no such thing. Other holders of the pipe keep theirs as
 * it is: the flag belongs to an open file, and this opens the pipe anew.
 */
export const nonblocking = (fd: number): number => {
  try {
    if (!fstatSync(fd).isFIFO()) return fd
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    // Not Linux, closed, or a pipe of another user: blocking is what every program does then.
    return fd
  }
}
