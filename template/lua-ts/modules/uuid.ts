import { randomBytes, randomUUID } from 'node:crypto'
import type { HostFunction } from '../lua/engine.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

/**
 * Makes version 7 UUIDs (RFC 9562 §5.7): the time in milliseconds, then 12 bits that count within one
 * millisecond (§6.2, method 1), so that those of one process sort in the order in which they were made.
 */
export const uuidV7 = (now: () => number = Date.now): (() => string) => {
  let lastMs = -1
  let counter = 0
  return () => {
    const random = randomBytes(10)
    const ms = now()
    if (ms > lastMs) {
      lastMs = ms
      // Half of the range is left for counting.
      counter = random.readUInt16BE(0) & 0x7ff
    } else if (++counter > 0xfff) {
      counter = 0
      lastMs += 1
    }
    const time = lastMs.toString(16).padStart(12, '0')
    const rest = random.toString('hex', 4)
    const variant = ((random[2]! & 0x3f) | 0x80).toString(16)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${random.toString('hex', 3, 4)}-${rest}`
  }
}

/** Opens `uuid`: `v4()`, 122 random bits, and `v7()`, which sort by time. */
export const openUuid: OpenModule = ({ lua, tapes }) => {
  const v7 = uuidV7()
  const functions: Record<string, HostFunction> = {
    v4: (t) => {
      lua.pushLatin1(t, randomUUID())
      return 1
    },
    v7: (t) => {
      lua.pushLatin1(t, v7())
      return 1
    },
  }
  return functionModule(lua, tapes.taped('uuid', functions, 'ambient'))
}
