import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ZipFile } from './zip.ts'

/** What a running function doesn't need: its tests, hidden files, and the packages of other tools. */
const isLeftOut = (name: string): boolean => name.startsWith('.') || name === 'node_modules' || /_(?:test|spec)\.lua$/.test(name) || name.endsWith('.rockspec')

// The platforms run a function as another user than the one who packed it: everybody must be able to read it.
const readable = 0o644
const runnable = 0o755

/** The files below a folder as they go into an archive, under `prefix`. */
export const folderFiles = (folder: string, prefix = '', leftOut: (name: string) => boolean = () => false): ZipFile[] =>
  readdirSync(folder).flatMap((name) => {
    if (leftOut(name)) return []
    const path = join(folder, name)
    const found = statSync(path)
    if (found.isDirectory()) return folderFiles(path, `${prefix}${name}/`, leftOut)
    return found.isFile() ? [{ path: prefix + name, content: readFileSync(path), mode: (found.mode & 0o100) === 0 ? readable : runnable }] : []
  })

/** The files of a function that it needs to run. */
export const functionFiles = (folder: string): ZipFile[] => folderFiles(folder, '', isLeftOut)
