const elf64LittleEndian = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1])
const headerBytes = 64

const at = (bytes: Buffer, offset: number): number => Number(bytes.readBigUInt64LE(offset))

/**
 * A program without what only debuggers and linkers read: it ends where the last part ends that is ever loaded, and
 * has no list of sections. What is no 64-bit ELF file comes back as it is.
 * Offsets: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
export const withoutSymbols = (program: Buffer): Buffer => {
  if (program.length < headerBytes || !program.subarray(0, elf64LittleEndian.length).equals(elf64LittleEndian)) return program
  const tableAt = at(program, 32)
  const entryBytes = program.readUInt16LE(54)
  const entries = program.readUInt16LE(56)
  let end = tableAt + entries * entryBytes
  for (let entry = tableAt; entry < tableAt + entries * entryBytes; entry += entryBytes) {
    end = Math.max(end, at(program, entry + 8) + at(program, entry + 32))
  }
  const kept = Buffer.from(program.subarray(0, end))
  kept.writeBigUInt64LE(0n, 40)
  // Number of sections, and which of them has the others' names.
  kept.writeUInt32LE(0, 60)
  return kept
}
