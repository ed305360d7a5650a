import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Certificates } from './certificates.ts'
import { missingPart } from './missing-part.ts'

/** A database server of the tests' own. */
export interface DatabaseServer {
  readonly name: 'postgres' | 'mysql'
  readonly url: string
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>
}

/** How one kind of server is set up. */
interface Kind {
  readonly name: DatabaseServer['name']
  /** The Debian package that it comes from. */
  readonly package: string
  readonly program: () => string | undefined
  readonly prepare: (folder: string) => readonly (readonly string[])[]
  readonly arguments: (folder: string, port: number) => readonly string[]
  /** What more it needs to take encrypted connections alone, with `cert.pem` and `key.pem` in its folder. */
  readonly tls: (folder: string) => readonly string[]
  readonly user: string
}

// Neither server runs as root.
const owner = 'nobody'
const startMs = 60_000

const postgresFolder = (): string | undefined => {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').toSorted() : []
  return versions.length === 0 ? undefined : `/usr/lib/postgresql/${versions.at(-1)}/bin`
}

const kinds: readonly Kind[] = [
  {
    name: 'postgres',
    package: 'postgresql-15',
    program: () => postgresFolder() && join(postgresFolder()!, 'postgres'),
    prepare: (folder) => [[join(postgresFolder()!, 'initdb'), '-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']],
    arguments: (folder, port) => [
      '-D', join(folder, 'data'), '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off',
    ],
    tls: (folder) => {
      writeFileSync(join(folder, 'data', 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 trust\n')
      return ['-c', 'ssl=on', '-c', `ssl_cert_file=${join(folder, 'cert.pem')}`, '-c', `ssl_key_file=${join(folder, 'key.pem')}`]
    },
    user: 'postgres',
  },
  {
    name: 'mysql',
    package: 'mariadb-server',
    program: () => ['/usr/sbin/mariadbd', '/usr/sbin/mysqld'].find((file) => existsSync(file)),
    prepare: (folder) => [['mariadb-install-db', '--no-defaults', `--datadir=${join(folder, 'data')}`, '--auth-root-authentication-method=normal', '--skip-test-db']],
    arguments: (folder, port) => [
      '--no-defaults', `--datadir=${join(folder, 'data')}`, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(folder, 's')}`,
      `--pid-file=${join(folder, 'pid')}`, '--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=32M', '--skip-name-resolve',
    ],
    tls: (folder) => [`--ssl-cert=${join(folder, 'cert.pem')}`, `--ssl-key=${join(folder, 'key.pem')}`, '--require-secure-transport=ON'],
    user: 'root',
  },
]

const asOwner = (command: readonly string[]): readonly [string, string[]] =>
  process.getuid?.() === 0 ? ['setpriv', ['--reuid', owner, '--regid', 'nogroup', '--clear-groups', ...command]] : [command[0]!, command.slice(1)]

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => socket.destroy())
    socket.on('error', () => socket.destroy())
    let open = false
    socket.on('connect', () => { open = true })
    socket.on('close', () => resolve(open))
  })

/** Puts a certificate where the server may read it. */
const lend = ({ cert, key }: Certificates, folder: string): void => {
  for (const [from, name] of [[cert, 'cert.pem'], [key, 'key.pem']] as const) {
    const file = join(folder, name)
    copyFileSync(from, file)
    chmodSync(file, 0o600)
    if (process.getuid?.() === 0) spawnSync('chown', [`${owner}:nogroup`, file])
  }
}

/**
 * Starts a server with an empty data folder, on a free port of this machine; it ends with `t`. With certificates it
 * takes encrypted connections alone. Undefined where it is not installed: that is a failure in CI, and a line that says
 * what to install elsewhere.
 */
export const databaseServer = async (t: Test, name: DatabaseServer['name'], certificates?: Certificates): Promise<DatabaseServer | undefined> => {
  const kind = kinds.find((candidate) => candidate.name === name)!
  const program = kind.program()
  if (program === undefined || !existsSync(program)) {
    missingPart(t, name, `apt-get install ${kind.package}`)
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), `lua-ts-${name}-`))
  if (process.getuid?.() === 0) spawnSync('chown', [`${owner}:nogroup`, folder])
  chmodSync(folder, 0o700)
  for (const command of kind.prepare(folder)) {
    const [file, values] = asOwner(command)
    const { status, stdout, stderr } = spawnSync(file, values, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command[0]} failed: ${stdout}${stderr}`)
  }
  if (certificates) lend(certificates, folder)
  const port = await freePort()
  const tls = certificates ? kind.tls(folder) : []
  const server = new Running(folder, port, asOwner([program, ...kind.arguments(folder, port), ...tls]))
  t.after(async () => {
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  await server.start()
  const url = `${name}://${kind.user}@127.0.0.1:${port}/${name === 'mysql' ? 'mysql' : 'postgres'}`
  return { name, url, kill: () => server.kill(), start: () => server.start() }
}

class Running {
  readonly #folder: string
  readonly #port: number
  readonly #command: readonly [string, string[]]
  #child: ChildProcess | undefined
  #output = ''

  constructor(folder: string, port: number, command: readonly [string, string[]]) {
    this.#folder = folder
    this.#port = port
    this.#command = command
  }

  async start(): Promise<void> {
    const child = spawn(this.#command[0], this.#command[1], { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => { this.#output += text })
    process.once('exit', this.#killNow)
    const endMs = performance.now() + startMs
    while (!(await listens(this.#port))) {
      if (child.exitCode !== null || performance.now() > endMs) throw new Error(`${this.#command.flat().join(' ')} did not start: ${this.#output}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    // PostgreSQL leaves shared memory behind after SIGKILL; SIGQUIT is its own way to end without cleaning up.
    child.kill(this.#command.flat().some((part) => part.endsWith('/postgres')) ? 'SIGQUIT' : 'SIGKILL')
    await ended
    process.off('exit', this.#killNow)
  }

  readonly #killNow = (): void => void this.#child?.kill('SIGKILL')
}
