import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'

/** Folders whose changes are told as the operating system tells of them. */
export interface WatchedFolders {
  /** Watches exactly these from now on. */
  set(folders: readonly WatchedFolder[]): void
  close(): void
}

export interface WatchedFolder {
  readonly path: string
  /** With all folders below it. */
  readonly recursive: boolean
}

/** Takes a change: `file` is its path within `folder`, undefined where the system doesn't say. */
export type TakeChange = (folder: string, file: string | undefined) => void

const startWatch = ({ path, recursive }: WatchedFolder, take: TakeChange, fail: (error: Error) => void): FSWatcher | undefined => {
  try {
    const watcher = watch(path, { recursive, persistent: false }, (_event, file) => take(path, file ?? undefined))
    return watcher.on('error', fail)
  } catch (error) {
    fail(error as Error)
    return undefined
  }
}

/** Watches nothing until `set()`; `fail` hears of a folder that can't be watched. */
export const watchedFolders = (take: TakeChange, fail: (folder: string, error: Error) => void): WatchedFolders => {
  const watchers = new Map<string, FSWatcher | undefined>()
  const keyOf = ({ path, recursive }: WatchedFolder): string => `${recursive} ${path}`
  const set = (folders: readonly WatchedFolder[]): void => {
    const keys = new Set(folders.map(keyOf))
    for (const [key, watcher] of watchers) {
      if (keys.has(key)) continue
      watcher?.close()
      watchers.delete(key)
    }
    for (const folder of folders) {
      const key = keyOf(folder)
      if (watchers.get(key) !== undefined) continue
      watchers.set(key, startWatch(folder, take, error => {
        watchers.delete(key)
        fail(folder.path, error)
      }))
    }
  }
  return { set, close: () => set([]) }
}
