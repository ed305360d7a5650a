import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './blocks.ts'

/** Two terminals as a page shows them: one for commands, and one in which `lua-ts up` runs. */
export interface ConsoleSession {
  /** Runs a command and resolves to what it printed. */
  run(command: string): Promise<string>
  /** Starts `lua-ts up` in the other terminal, in the folder that the commands run in now. */
  up(): Promise<void>
  /** Resolves once the other terminal has shown a line like this, after those that were asked for before. */
  shown(line: RegExp): Promise<void>
  /** Writes a file of the folder that the commands run in. */
  write(file: string, text: string): Promise<void>
}

const waitMs = 30_000

/** What a process prints, for those who wait for it. */
class Output {
  readonly #child: ChildProcess
  #text = ''
  #told = () => {}

  constructor(child: ChildProcess) {
    this.#child = child
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text
        this.#told()
      })
    }
    child.once('close', () => this.#told())
  }

  /** Resolves to the text before `end`, and takes both. */
  async until(end: RegExp): Promise<string> {
    const lateMs = performance.now() + waitMs
    for (;;) {
      const match = end.exec(this.#text)
      if (match) {
        this.#text = this.#text.slice(match.index + match[0].length)
        return match.input.slice(0, match.index)
      }
      if (this.#child.exitCode !== null || performance.now() > lateMs) throw new Error(`${end} is not shown, but:\n${this.#text}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500)
        this.#told = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}

/** Opens the terminals. The commands begin in this repository, with an empty home; `port` stands for the port 8080. */
export const consoleSession = (t: { after(fn: () => unknown): unknown }, port: number): ConsoleSession => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'lua-ts-console-')))
  const env = { PATH: process.env['PATH'], HOME: home, NO_COLOR: '1', OPENFAAS_URL: `http://127.0.0.1:${port}` }
  const children: ChildProcess[] = []
  const start = (command: string, args: readonly string[], cwd: string): { child: ChildProcess; output: Output } => {
    const child = spawn(command, args, { cwd, env, stdio: 'pipe' })
    children.push(child)
    return { child, output: new Output(child) }
  }
  t.after(async () => {
    const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    await Promise.all(running.map((child) => new Promise((resolve) => child.once('close', resolve).kill('SIGTERM'))))
    rmSync(home, { recursive: true, force: true })
  })

  const shell = start('bash', ['--norc', '--noprofile', '-O', 'expand_aliases'], root)
  let up: Output | undefined
  const run = async (command: string): Promise<string> => {
    const mark = `mark-${Math.random()}`
    shell.child.stdin!.write(`{ ${command.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)}\n} 2>&1 </dev/null\nprintf '\\n%s\\n' ${mark}\n`)
    const printed = await shell.output.until(new RegExp(`\n${mark}\n`))
    return printed.replaceAll(`127.0.0.1:${port}`, '127.0.0.1:8080').replaceAll(home, '/home/ada').replaceAll(/\n+$/g, '')
  }
  const folder = async () => (await run('pwd -P')).replace('/home/ada', home)

  return {
    run,
    up: async () => {
      up = start(process.execPath, [join(root, 'src/cli.ts'), 'up', '--port', String(port)], await folder()).output
    },
    shown: async (line) => {
      if (up === undefined) throw new Error('lua-ts up was not started')
      await up.until(new RegExp(line.source.replaceAll('127\\.0\\.0\\.1:8080', `127\\.0\\.0\\.1:${port}`).replaceAll('\\/home\\/ada', home), 'm'))
    },
    write: async (file, text) => {
      const path = join(await folder(), file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    },
  }
}
