import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again; true as soon as the answer is true, false when it never was within that time. */
export const until = async (holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> => {
  const endMs = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() >= endMs) return false
    await sleep(10)
  }
  return true
}
