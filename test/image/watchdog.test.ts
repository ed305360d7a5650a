import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { findWatchdog } from '../contract/support/watchdog-subject.ts'
import { readDockerfile, stageOf } from '../template/dockerfile.ts'
import { builtImage, imageStore } from './image-store.ts'
import { hasImageTools } from './image-tools.ts'
import { inOwnNetwork } from './own-network.ts'

const folder = fileURLToPath(new URL('../contract/support/contract', import.meta.url))
const binary = findWatchdog(process.env)

if (binary === undefined) {
  t.pass('Install of-watchdog on PATH, or name it in OF_WATCHDOG, to build the image that has it in front', { skip: true })
} else if (hasImageTools(t)) {
  t.setTimeout(600_000)
  const store = await imageStore(t)
  const context = t.testdir()
  copyFileSync(binary, join(context, 'fwatchdog'))
  const from = await store.buildah('from', 'scratch')
  await store.buildah('copy', from, join(context, 'fwatchdog'), '/fwatchdog')
  await store.buildah('commit', '--rm', from, stageOf(readDockerfile(), 'watchdog').from.replace(/^.* /, ''))
  const image = await builtImage(t, store, folder, { WATCHDOG: 'of-watchdog' })
  t.same(image.config.Cmd, ['fwatchdog'])
  await inOwnNetwork(t, 'the image with of-watchdog keeps the watchdog contract', 'watchdog-rows.ts', { image })
}
