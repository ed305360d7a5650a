import { crc32, inflateRawSync } from 'node:zlib'
import type { ArchiveFile } from './archive-file.ts'

// APPNOTE.TXT 4.3: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22
const longestComment = 0xffff
const stored = 0
const deflated = 8
const unix = 3

const bad = (why: string): RangeError => new RangeError(`Cannot read the ZIP archive: ${why}`)

const findEnd = (zip: Buffer): number => {
  const first = Math.max(0, zip.length - endBytes - longestComment)
  for (let at = zip.length - endBytes; at >= first; at--) if (zip.readUInt32LE(at) === endSignature) return at
  throw bad('it has no end')
}

/** What the list of an archive says of a file. */
interface Entry {
  readonly path: string
  readonly mode: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  /** Where the file's own header is. */
  readonly local: number
}

const entryAt = (zip: Buffer, at: number, nameBytes: number): Entry => ({
  path: zip.subarray(at + 46, at + 46 + nameBytes).toString(),
  mode: zip[at + 5] === unix ? zip.readUInt16LE(at + 40) & 0o777 : 0,
  method: zip.readUInt16LE(at + 10),
  crc: zip.readUInt32LE(at + 16),
  packedBytes: zip.readUInt32LE(at + 20),
  bytes: zip.readUInt32LE(at + 24),
  local: zip.readUInt32LE(at + 42),
})

const contentOf = (zip: Buffer, { path, method, crc, packedBytes, bytes, local }: Entry): Buffer => {
  if (zip.readUInt32LE(local) !== localSignature) throw bad('a file is not where the list says')
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const packed = zip.subarray(start, start + packedBytes)
  if (method !== stored && method !== deflated) throw bad(`method ${method} is unknown`)
  // Never more than the list announces, whatever the data says.
  const content = method === stored ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) })
  if (content.length !== bytes || crc32(content) !== crc) throw bad(`"${path}" is not what the list says`)
  return content
}

/** The files of a ZIP archive in memory. @throws RangeError or Error of zlib when it is none */
export const unzip = (zip: Buffer): ArchiveFile[] => {
  const end = findEnd(zip)
  const files: ArchiveFile[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== entrySignature) throw bad('its list of files is broken')
    const [nameBytes, extraBytes, commentBytes] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const entry = entryAt(zip, at, nameBytes)
    if (!entry.path.endsWith('/')) files.push({ path: entry.path, mode: entry.mode, content: contentOf(zip, entry) })
    at += 46 + nameBytes + extraBytes + commentBytes
  }
  return files
}
