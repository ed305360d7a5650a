import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import type { Image } from './image-store.ts'

/** What a program that `inOwnNetwork` starts is to work with. */
export interface Given {
  readonly image: Image
  /** Path of the app to compare with, where there is one. */
  readonly app?: string
}

/**
 * Runs a test program of this folder in a network of its own, where every port is free. Programs that know one port
 * only, such as of-watchdog with its 8081, then have it.
 */
export const inOwnNetwork = async (t: Test, name: string, file: string, given: Given): Promise<void> => {
  const script = 'ip link set lo up && exec "$0" "$@"'
  const args = ['--net', 'sh', '-c', script, process.execPath, fileURLToPath(new URL(file, import.meta.url))]
  await t.spawn('unshare', args, { timeout: 600_000, env: { ...process.env, test_given: JSON.stringify(given) } }, name)
}

/** What the program was given. */
export const given = (): Given => JSON.parse(process.env['test_given'] ?? '') as Given
