import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { untar } from './untar.ts'
import { unzip } from './unzip.ts'
import type { ArchiveFile } from './archive-file.ts'

const filesOf = (archive: Buffer): ArchiveFile[] => {
  if (archive.readUInt32BE(0) === 0x504b0304) return unzip(archive)
  if (archive.readUInt16BE(0) === 0x1f8b) return untar(gunzipSync(archive))
  throw new RangeError('Cannot read the archive: expected ZIP or tar.gz')
}

/**
 * Unpacks a ZIP or tar.gz archive into a folder.
 * @throws Error when it is neither, is broken, or names a file outside of the folder
 */
export const unpack = (archive: Buffer, folder: string): void => {
  for (const { path, mode, content } of filesOf(archive)) {
    const inside = normalize(path)
    if (inside.startsWith('..') || inside.startsWith('/')) throw new RangeError(`Cannot unpack "${path}": it is outside of the archive's folder`)
    const target = join(folder, inside)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content, mode === 0 ? {} : { mode: mode | 0o400 })
  }
}
