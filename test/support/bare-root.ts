import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** A root folder for programs, with as few of the system's libraries as provided.al2023 has of those that Node.js asks for. */
export interface BareRoot {
  readonly path: string
  /** Starts a program of it as a user who may write to its /tmp alone; ended when `t` ends. */
  run(program: string, environment: Readonly<Record<string, string>>): BareProcess
}

export interface BareProcess {
  readonly output: string
  /** When it was started, in milliseconds of `performance.now()`. */
  readonly startedMs: number
  readonly ended: Promise<{ readonly status: number | NodeJS.Signals; readonly endedMs: number }>
  stop(): void
}

const libraries = /^(?:libc|libm|libdl|libpthread|libgcc_s|libstdc\+\+|ld-linux[\w-]*)\.so/

/** As nobody whom this machine knows. */
const user = '1051:1051'

const librariesOf = (program: string): string[] =>
  [...execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path!)

const copyInto = (root: string, file: string): void => {
  mkdirSync(join(root, dirname(file)), { recursive: true })
  copyFileSync(file, join(root, file))
}

/** Makes such a root, gone when `t` ends. Needs to be run as root. */
export const bareRoot = (t: { after(fn: () => unknown): unknown }): BareRoot => {
  const path = mkdtempSync(join(tmpdir(), 'lua-ts-root-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  const found = librariesOf(process.execPath).filter((file) => libraries.test(basename(file)))
  for (const file of ['/bin/sh', ...new Set([...librariesOf('/bin/sh'), ...found])]) copyInto(path, file)
  mkdirSync(join(path, 'tmp'))
  chmodSync(join(path, 'tmp'), 0o1777)
  chmodSync(path, 0o755)
  return {
    path,
    run(program, environment) {
      const startedMs = performance.now()
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
      // The test runner puts variables of its own into the environment of what is spawned.
      const child = spawn('env', ['-i', ...variables, '/usr/sbin/chroot', `--userspec=${user}`, '--groups=', path, program], { stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text))
      const ended = once(child, 'close').then(([code, signal]) => ({ status: (code ?? signal) as number | NodeJS.Signals, endedMs: performance.now() }))
      t.after(async () => {
        child.kill('SIGKILL')
        await ended
      })
      return {
        get output() {
          return output
        },
        startedMs,
        ended,
        stop: () => void child.kill('SIGTERM'),
      }
    },
  }
}
