import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandError } from '../command-error.ts'
import { folderFiles } from './function-files.ts'
import type { ZipFile } from './zip.ts'

const template = fileURLToPath(new URL('../../template/lua-ts', import.meta.url))
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

type Environment = Readonly<Record<string, string | undefined>>

/** Another program than the host's own, made of the same sources. */
export interface BundleEntry {
  /** Source text in place of the template's `index.ts`. */
  readonly source: string
  /** The oldest Node.js that runs it, as esbuild names it. */
  readonly target: string
}

/** Names of the template's folder that have no part in the build. */
const leftOut = ['node_modules', 'dist', 'function']

/** The part of the bundle that runs functions' own tests, which are no part of a package. */
const testParts = 'test-parts'

const build = async (folder: string, env: Environment): Promise<void> => {
  const child = spawn('npm', ['run', '--silent', 'build'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new CommandError([`Cannot bundle the host: ${output.trim()}`])
}

const replaceEntry = (folder: string, { source, target }: BundleEntry): void => {
  writeFileSync(join(folder, 'index.ts'), source)
  const file = join(folder, 'package.json')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/--target=\w+/g, `--target=${target}`))
}

/** The host as one file and what it reads beside it, under `prefix`; as the Dockerfile builds it. @throws CommandError */
export const hostBundle = async (prefix: string, env: Environment, entry?: BundleEntry): Promise<ZipFile[]> => {
  if (!existsSync(join(packages, 'esbuild'))) throw new CommandError(['Cannot bundle the host: esbuild is missing; run npm install with devDependencies'])
  const folder = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-bundle-'))
  try {
    cpSync(template, folder, { recursive: true, filter: (path) => path === template || !leftOut.includes(basename(path)) })
    symlinkSync(packages, join(folder, 'node_modules'))
    if (entry) replaceEntry(folder, entry)
    await build(folder, env)
    return folderFiles(join(folder, 'dist'), prefix, (name) => name === testParts)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
