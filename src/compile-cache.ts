import { fileURLToPath } from 'node:url'

/**
 * Where Node.js keeps what it has compiled of this program and of hosts, so that the next start takes half the time:
 * beside the packages, which nobody else may write.
 */
export const compileCacheDir = (): string => fileURLToPath(new URL('../node_modules/.cache/lua-ts/compiled', import.meta.url))
