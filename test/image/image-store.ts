import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDockerfile, stageOf, templateFolder } from '../template/dockerfile.ts'
import { outputOf, runProgram } from './run-program.ts'
import type { Finished } from './run-program.ts'

/** How containers of an image start. */
export interface ImageConfig {
  readonly User?: string
  readonly Env: readonly string[]
  readonly Cmd: readonly string[]
  readonly WorkingDir?: string
  readonly Labels?: Readonly<Record<string, string>>
  readonly Healthcheck?: { readonly Test: readonly string[] }
  readonly ExposedPorts?: Readonly<Record<string, object>>
}

/** An image, laid open. */
export interface Image {
  readonly tag: string
  readonly config: ImageConfig
  /** Its root folder. Containers share it, so they may only read it. */
  readonly root: string
}

/** A place for images of a test's own, over a stand-in for the template's base. */
export interface ImageStore {
  /** Runs buildah. @throws Error when it fails */
  buildah(...args: readonly string[]): Promise<string>
  /** Builds the Dockerfile in `context`, as it is. */
  build(context: string, tag: string, buildArgs?: Readonly<Record<string, string>>): Promise<Finished>
  /** An image of this place, or that of the base. */
  open(tag: string): Promise<Image>
  /** The options by which buildah finds this place. */
  readonly options: readonly string[]
}

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const node = file('../../node_modules/node/bin/node')

/** The image that the template's Dockerfile starts from. */
export const baseTag = stageOf(readDockerfile(), 'native').from.replace(/^.* /, 'docker.io/library/')

/** Options of a build where there is neither Docker nor CAP_SYS_RESOURCE nor a registry. */
export const buildOptions = ['--isolation', 'chroot', '--network', 'host', '--ulimit', 'nofile=1024:4096', '--pull-never', '--layers', '--format', 'docker']

/** A new, empty place for images. The base's stand-in is made once per version of Node.js. Gone when `t` ends. */
export const imageStore = async (t: { after(fn: () => unknown): unknown }): Promise<ImageStore> => {
  const base = file(`../../node_modules/.cache/lua-ts/images/${process.version}`)
  await outputOf(file('base.sh'), [base, baseTag, node])
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-images-'))
  const options = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-opt', `.imagestore=${join(base, 'root')}`]
  const buildah = async (...args: readonly string[]) => await outputOf('buildah', [...options, ...args])
  const remove = (): void => {
    process.off('exit', remove)
    spawnSync('buildah', [...options, 'rm', '--all'])
    rmSync(folder, { recursive: true, force: true })
  }
  t.after(remove)
  // A test that throws doesn't come to its end, and what is mounted would stay.
  process.once('exit', remove)
  return {
    buildah,
    options,
    build: async (context, tag, buildArgs = {}) => {
      const given = Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`)
      return await runProgram('buildah', [...options, 'build', ...buildOptions, ...given, '--tag', tag, context])
    },
    open: async (tag) => {
      const { Docker } = JSON.parse(await buildah('inspect', '--type', 'image', tag)) as { Docker: { config: ImageConfig } }
      const container = await buildah('from', '--pull-never', tag)
      return { tag, config: Docker.config, root: await buildah('mount', container) }
    },
  }
}

/** Builds an image of the template with the function of `functionFolder`. @throws Error with the output when it fails */
export const builtImage = async (t: { testdir(): string }, store: ImageStore, functionFolder: string, buildArgs?: Readonly<Record<string, string>>): Promise<Image> => {
  const tag = basename(functionFolder)
  const { code, output } = await store.build(buildContext(t, functionFolder), tag, buildArgs)
  if (code !== 0) throw new Error(`Cannot build the image:\n${output}`)
  return await store.open(tag)
}

/** Lays out what faas-cli hands to the builder: the template, and the function in a folder for its owner only. */
export const buildContext = (t: { testdir(): string }, functionFolder: string): string => {
  const context = join(t.testdir(), 'context')
  mkdirSync(context)
  cpSync(templateFolder, context, { recursive: true, filter: (path) => path === templateFolder || !['node_modules', 'dist', 'function'].includes(basename(path)) })
  cpSync(functionFolder, join(context, 'function'), { recursive: true })
  chmodSync(join(context, 'function'), 0o700)
  return context
}
