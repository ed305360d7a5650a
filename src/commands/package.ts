import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { humanSize } from '../../template/lua-ts/host/human-size.ts'
import { CommandError } from '../command-error.ts'
import { coldStart } from '../package/cold-start.ts'
import { functionFiles } from '../package/function-files.ts'
import { lambdaFiles } from '../package/lambda-package.ts'
import type { OwnNode } from '../package/node-binary.ts'
import { architectures, packageHelp, readPackageOptions } from './package-options.ts'
import type { PackageOptions } from './package-options.ts'
import { readStack } from '../stack/stack.ts'
import type { Terminal } from '../terminal.ts'
import { zip } from '../package/zip.ts'
import type { ZipFile } from '../package/zip.ts'

const thisNode = (): OwnNode => ({ path: process.execPath, version: process.version, platform: process.platform, arch: process.arch })

const write = (file: string, archive: Buffer): void => {
  try {
    writeFileSync(file, archive)
  } catch (cause) {
    throw new CommandError([`Cannot write "${file}" (${(cause as NodeJS.ErrnoException).code}): name another file with -o`], { cause })
  }
}

const hasRuntime = ({ platform, parts, runtime }: PackageOptions): boolean => platform === 'lambda' && parts !== 'function' && runtime === 'provided'

/** How long what was packed takes to start, where this machine can tell. */
const startText = async (options: PackageOptions, files: readonly ZipFile[], own: OwnNode, env: Terminal['env']): Promise<string> => {
  if (!hasRuntime(options) || own.platform !== 'linux' || own.arch !== architectures[options.arch]) return ''
  try {
    const { askedMs, answeredMs } = await coldStart(files, env)
    return `cold start on this machine: ${Math.round(askedMs)} ms to the first event, ${Math.round(answeredMs)} ms to the answer of an empty handler\n`
  } catch (error) {
    return `cold start: can't be measured here: ${(error as Error).message}\n`
  }
}

/** `lua-ts package`: writes the archive in which a platform takes a function. Resolves to the exit status. */
export const packageCommand = async ({ args, cwd, env, stdout }: Terminal, own: OwnNode = thisNode()): Promise<number> => {
  const options = readPackageOptions(args.slice(1), own.arch)
  if (options.help) {
    stdout.write(packageHelp)
    return 0
  }
  const { platform, name, output, file } = options
  const folder = name === undefined ? undefined : readStack({ file, names: [name], cwd, env })[0]!.handlerDir
  const files = platform === 'lambda' ? await lambdaFiles(options, folder, own, env) : functionFiles(folder!)
  const archive = zip(files)
  write(resolve(cwd, output), archive)
  const unpackedBytes = files.reduce((sum, { content }) => sum + content.length, 0)
  stdout.write(`${output}: ${files.length} files, ${humanSize(archive.length)}, ${humanSize(unpackedBytes)} unpacked\n`)
  stdout.write(await startText(options, files, own, env))
  return 0
}
