import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { program } from '../contract/support/program.ts'
import type { Program } from '../contract/support/program.ts'
import type { Image } from './image-store.ts'

/** A running container. */
export interface Container extends Program {
  /** The id that its first process has outside; undefined before it started. */
  readonly pid: number | undefined
}

/** What may differ between containers of an image. */
export interface ContainerOptions {
  /** Variables beside those of the image. */
  readonly env?: Readonly<Record<string, string>>
  /** What to run instead of the image's own command. */
  readonly args?: readonly string[]
  /** Folders of this machine that are to be seen inside, by the same path. */
  readonly folders?: readonly string[]
  /** Its memory, in bytes. */
  readonly memoryBytes?: number
}

/** The user as whom OpenFaaS starts functions when told that none may be root. */
const uid = 12_000

const tmpfs = (destination: string, ...options: readonly string[]) => ({ destination, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', ...options] })

const specification = ({ config, root }: Image, { env = {}, args = config.Cmd, folders = [], memoryBytes = 128 * 2 ** 20 }: ContainerOptions) => ({
  ociVersion: '1.0.2',
  process: {
    user: { uid, gid: 0, umask: process.umask() },
    args,
    cwd: config.WorkingDir ?? '/',
    env: [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
    capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
    noNewPrivileges: true,
  },
  root: { path: root, readonly: true },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    tmpfs('/dev', 'mode=755', 'size=65536k'),
    tmpfs('/tmp', 'mode=1777', 'size=65536k'),
    ...folders.map((folder) => ({ destination: folder, type: 'bind', source: folder, options: ['bind', 'rw'] })),
  ],
  linux: {
    // The network is this machine's, or rather that of the test.
    namespaces: [{ type: 'pid' }, { type: 'mount' }, { type: 'ipc' }, { type: 'uts' }],
    resources: { memory: { limit: memoryBytes } },
  },
})

/**
 * Starts a container as a cluster does that is careful: read-only but for /tmp, as a user that the image doesn't know,
 * without capabilities, with little memory. Stop it, or it stays.
 */
export const container = (image: Image, options: ContainerOptions = {}): Container => {
  const bundle = mkdtempSync(join(tmpdir(), 'lua-ts-container-'))
  const [id, state, pidFile] = [basename(bundle), join(bundle, 'state'), join(bundle, 'pid')]
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(specification(image, options)))
  const args = ['--root', state, 'run', '--bundle', bundle, '--pid-file', pidFile, id]
  const started = program({ file: 'runc', args, env: { PATH: process.env['PATH'] ?? '' }, cwd: bundle })
  const remove = (): void => void spawnSync('runc', ['--root', state, 'delete', '--force', id])
  process.once('exit', remove)
  return {
    get stdout() {
      return started.stdout
    },
    get stderr() {
      return started.stderr
    },
    get pid() {
      try {
        return Number(readFileSync(pidFile, 'utf8'))
      } catch {
        return undefined
      }
    },
    signal: started.signal,
    exited: started.exited,
    line: started.line,
    stop: async () => {
      process.off('exit', remove)
      remove()
      await started.stop()
      rmSync(bundle, { recursive: true, force: true })
    },
  }
}
