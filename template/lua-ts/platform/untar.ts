import type { ArchiveFile } from './archive-file.ts'

// POSIX.1-2017 pax, "ustar Interchange Format", and GNU tar's long names.
const block = 512
const file = ['0', '\0', '']
const gnuLongName = 'L'
const paxHeader = 'x'

const text = (tar: Buffer, at: number, bytes: number): string => {
  const field = tar.subarray(at, at + bytes)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? bytes : end).toString()
}

const paxPath = (content: Buffer): string | undefined => /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString())?.[1]

/** The files of a tar archive in memory. @throws RangeError when it is cut */
export const untar = (tar: Buffer): ArchiveFile[] => {
  const files: ArchiveFile[] = []
  let longName: string | undefined
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const bytes = Number.parseInt(text(tar, at + 124, 12).trim() || '0', 8)
    const content = tar.subarray(at + block, at + block + bytes)
    if (!(content.length === bytes)) throw new RangeError('Cannot read the tar archive: it is cut')
    const kind = text(tar, at + 156, 1)
    if (kind === gnuLongName) longName = text(content, 0, bytes)
    else if (kind === paxHeader) longName = paxPath(content)
    else {
      const prefix = text(tar, at + 257, 5) === 'ustar' ? text(tar, at + 345, 155) : ''
      const path = longName ?? (prefix === '' ? text(tar, at, 100) : `${prefix}/${text(tar, at, 100)}`)
      longName = undefined
      if (file.includes(kind)) files.push({ path, mode: Number.parseInt(text(tar, at + 100, 8).trim() || '0', 8) & 0o777, content })
    }
    at += block + Math.ceil(bytes / block) * block
  }
  return files
}
