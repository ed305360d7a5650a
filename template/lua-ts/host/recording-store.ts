import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface RecordingStoreOptions {
  /** Folder of the files; it is made when the first one is written. */
  readonly folder: string
  /** Most files that are kept; the oldest go. */
  readonly maxFiles: number
  /** Told, once each, that a file can't be written, or that calls come faster than the disk takes them. */
  readonly warn: (text: string) => void
}

export interface NewRecording {
  /** Unix time of the call, in milliseconds. */
  readonly atMs: number
  readonly callId: string
  readonly text: () => string
  readonly written: (path: string) => void
}

/** Files of recordings, written one after the other while calls go on. Nothing here fails a call or keeps it waiting. */
export interface RecordingStore {
  /** Takes a recording; `text` is asked for it when its turn comes, and `written` told its path. */
  add(recording: NewRecording): void
  /** Resolves when all that was added is written. */
  settled(): Promise<void>
}

const suffix = '.ndjson'
const maxWaiting = 32

/** A name that sorts by time. */
const fileName = (atMs: number, callId: string): string =>
  `${new Date(atMs).toISOString().replaceAll(':', '-')}-${callId.replaceAll(/[^\w.-]/g, '_').slice(0, 64)}${suffix}`

/** Keeps recordings in a folder. */
export const recordingStore = ({ folder, maxFiles, warn }: RecordingStoreOptions): RecordingStore => {
  let waiting = 0
  let last: Promise<void> = Promise.resolve()
  const told = new Set<string>()
  const tell = (kind: string, text: string) => {
    if (!told.has(kind)) warn(text)
    told.add(kind)
  }

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Whoever finds it under its name finds it whole.
    await writeFile(`${path}.part`, text, { mode: 0o600 })
    await rename(`${path}.part`, path)
    const names = (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort()
    // Another process may remove the same ones.
    for (const name of names.slice(0, -maxFiles)) await rm(join(folder, name), { force: true })
  }

  return {
    add({ atMs, callId, text, written }) {
      if (waiting >= maxWaiting) return tell('many', `Some calls are not recorded: they come faster than ${folder} takes them`)
      const path = join(folder, fileName(atMs, callId))
      waiting++
      last = last
        .then(() => write(path, text()))
        .then(() => written(path))
        .catch((error: Error) => tell('failed', `Cannot record calls: ${error.message}; set lua_record_dir to a folder that can be written`))
        .finally(() => void waiting--)
    },
    settled: () => last,
  }
}
