import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { missingPart } from '../support/missing-part.ts'

const tools = ['buildah', 'runc', 'debootstrap', 'ip']

const found = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** True where images can be built and run; says what is missing otherwise: skipped, but a failure in CI. */
export const hasImageTools = (t: Parameters<typeof missingPart>[0]): boolean => {
  const missing = tools.filter((name) => !found(name))
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    missingPart(t, 'A container runtime for this user', 'building and running images needs root on Linux')
  } else if (missing.length > 0) {
    missingPart(t, missing.join(', '), 'apt-get install buildah runc debootstrap iproute2')
  } else return true
  return false
}
