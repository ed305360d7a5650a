import { buildSync } from 'esbuild'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { findWatchdog } from '../contract/support/watchdog-subject.ts'
import { templateFolder } from '../template/dockerfile.ts'
import { builtImage, imageStore } from './image-store.ts'
import { hasImageTools } from './image-tools.ts'
import { inOwnNetwork } from './own-network.ts'

/** The app that is shaped as that of the official node22 template; its packages stay where npm puts them. */
const expressApp = (): string => {
  const outfile = join(t.testdir(), 'index.mjs')
  buildSync({ entryPoints: [fileURLToPath(new URL('../../bench/peers/express.ts', import.meta.url))], outfile, format: 'esm' })
  return outfile
}

if (hasImageTools(t)) {
  t.setTimeout(600_000)
  const image = await builtImage(t, await imageStore(t), join(templateFolder, 'function'))
  const found = findWatchdog(process.env) !== undefined
  if (!found) t.pass('Install of-watchdog on PATH, or name it in OF_WATCHDOG, to compare with it', { skip: true })
  await inOwnNetwork(t, 'figures', 'figures.ts', { image, ...(found && { app: expressApp() }) })
}
