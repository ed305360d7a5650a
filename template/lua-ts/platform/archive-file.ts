/** A file of an archive. */
export interface ArchiveFile {
  readonly path: string
  /** Unix permissions, 0 where the archive doesn't say. */
  readonly mode: number
  readonly content: Buffer
}
